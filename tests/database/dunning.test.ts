import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import {
	addClient,
	blocksOf,
	insert,
	mailsAbout,
	makeDunningHouse,
	night,
	nights,
	pay,
	subscriptionOf,
	type DunningHouse
} from './dunning-house.ts';
import { databaseConnections } from './platform.ts';

const db = databaseConnections();

// September 2026: the 1st is a Tuesday, the 7th (Monday) is Independence Day, the 12th a Saturday.
// Without settings: reminders at -3, 0, 1, 2, 3 and 7, pendency after 3 days, block after 15.
const days: [string, Parameters<typeof makeDunningHouse>[1], string[]][] = [
	[
		'the defaults: Thursday the 10th can be paid until that day',
		{},
		// The notice of the 13th is the reminder of that day.
		[
			...['09-07 reminded', '09-10 reminded', '09-11 reminded', '09-12 reminded'],
			...['09-13 notified', '09-17 reminded', '09-25 blocked']
		]
	],
	[
		'Saturday the 12th can be paid until Monday the 14th',
		{ dueOn: '2026-09-12' },
		[
			...['09-11 reminded', '09-14 reminded', '09-15 reminded', '09-16 reminded'],
			...['09-17 notified', '09-21 reminded', '09-29 blocked']
		]
	],
	[
		'a national holiday, Monday the 7th, until Tuesday the 8th',
		{ dueOn: '2026-09-07' },
		[
			...['09-05 reminded', '09-08 reminded', '09-09 reminded', '09-10 reminded'],
			...['09-11 notified', '09-15 reminded', '09-23 blocked']
		]
	],
	[
		'where every day counts Saturday the 12th is the day',
		{ dueOn: '2026-09-12', settings: { counts_business_days: false } },
		[
			...['09-09 reminded', '09-12 reminded', '09-13 reminded', '09-14 reminded'],
			...['09-15 notified', '09-19 reminded', '09-27 blocked']
		]
	],
	[
		"the client's own days go before the reseller's",
		{ client: { pending_days: 5, block_days: 10 } },
		[
			...['09-07 reminded', '09-10 reminded', '09-11 reminded', '09-12 reminded', '09-13 reminded'],
			...['09-15 notified', '09-17 reminded', '09-20 blocked']
		]
	],
	[
		"the plan's grace comes on top: 15 + 4",
		{ graceDays: 4, settings: { reminder_days: [] } },
		['09-13 notified', '09-29 blocked']
	],
	[
		"and on top of the client's own days: 10 + 4",
		{ graceDays: 4, client: { block_days: 10 }, settings: { reminder_days: [] } },
		['09-13 notified', '09-24 blocked']
	],
	[
		'fifteen days from the notice, as Anatel has it: the 13th + 15, not the 10th + 15',
		{ settings: { min_notice_days: 15, reminder_days: [] } },
		['09-13 notified', '09-28 blocked']
	],
	[
		'a notice that is old enough delays nothing: the 13th + 5 is before the 25th',
		{ settings: { min_notice_days: 5, reminder_days: [] } },
		['09-13 notified', '09-25 blocked']
	],
	[
		'no days at all: on the first day of being late, never on the due date',
		{ settings: { pending_days: 0, block_days: 0, reminder_days: [] } },
		['09-11 notified', '09-11 blocked']
	],
	[
		'without an address nobody is mailed, but the portal shows it',
		{ client: { email: null } },
		['09-13 notified', '09-25 blocked']
	],
	['what the agency pays is nothing to remind the client of', { client: { payer: 'agency' } }, []],
	['nor is an archived client', { client: { archived_at: '2026-09-02' } }, []]
];

describe('which day brings what', () => {
	test.each(days)('%s', async (_, wishes, expected) => {
		// An archived client is issued nothing: it is archived afterwards.
		const { client = {}, ...others } = wishes ?? {};
		const { archived_at, ...kept } = client;
		const { resellerId, clientId } = await makeDunningHouse(db, { ...others, client: kept });
		if (archived_at)
			await db.query('update public.clients set archived_at = $2 where id = $1', [
				clientId,
				archived_at
			]);
		expect(await nights(db, resellerId, '2026-09-01', '2026-10-05')).toEqual(expected);
	});

	test('a local holiday moves the last day to pay, and one on which people work does not', async () => {
		const house = await makeDunningHouse(db, { settings: { reminder_days: [0] } });
		await insert(db, 'holidays', { ...day(house, '2026-09-17'), name: 'Padroeira' });
		await insert(db, 'holidays', { ...day(house, '2026-10-12'), name: 'x', is_business: true });
		await addClient(db, house.resellerId, { dueOn: '2026-09-17' });
		await addClient(db, house.resellerId, { dueOn: '2026-10-12' });
		const told = await nights(db, house.resellerId, '2026-09-14', '2026-10-14');
		expect(told.filter((entry) => entry.endsWith('reminded'))).toEqual([
			'09-18 reminded',
			'10-12 reminded'
		]);
	});

	test('what is not late is neither told of nor blocked; who pays hears no more', async () => {
		const house = await makeDunningHouse(db);
		await nights(db, house.resellerId, '2026-09-01', '2026-09-11');
		await pay(db, house, house.invoiceId, '2026-09-11');
		expect(await nights(db, house.resellerId, '2026-09-11', '2026-10-05')).toEqual([]);
		expect(await mailsAbout(db, house.invoiceId)).toEqual([
			'receipt',
			...['reminder 2026-09-07', 'reminder 2026-09-10', 'overdue 2026-09-11']
		]);
	});

	test('a partial payment changes nothing: what is open is late', async () => {
		const house = await makeDunningHouse(db, { settings: { reminder_days: [] } });
		await db.query(`select app.apply_payment($1, $2, 5000, 'pix', '2026-09-10', 'manual')`, [
			house.resellerId,
			house.invoiceId
		]);
		expect(await nights(db, house.resellerId, '2026-09-11', '2026-09-26')).toEqual([
			'09-13 notified',
			'09-25 blocked'
		]);
	});
});

describe('nights that did not run', () => {
	const reminders = { pending_days: 60, block_days: 90 };

	test('only the newest reminder that was missed is sent, once', async () => {
		const { resellerId } = await makeDunningHouse(db, { settings: reminders });
		// -3, 0, 1, 2 and 3 were missed.
		expect(await nights(db, resellerId, '2026-09-15', '2026-09-20')).toEqual([
			'09-15 reminded',
			'09-17 reminded'
		]);
		const { rows } = await db.query(
			'select days from public.invoice_reminders where reseller_id = $1 order by days',
			[resellerId]
		);
		expect(rows.map((row) => row.days)).toEqual([3, 7]);
	});

	test('what was missed for more than a week is not said any more', async () => {
		const { resellerId } = await makeDunningHouse(db, { settings: reminders });
		expect(await nights(db, resellerId, '2026-09-25', '2026-09-30')).toEqual([]);
	});

	test('a reminder from before the invoice was issued is not made up for', async () => {
		// Issued on 31 August; the schedule would have had 15 days before, on 26 August.
		const { resellerId } = await makeDunningHouse(db, { settings: { reminder_days: [-15] } });
		expect(await nights(db, resellerId, '2026-08-31', '2026-09-05')).toEqual([]);
	});

	test('whoever was never told is told first, and blocked no sooner than the notice is old enough', async () => {
		const { resellerId } = await makeDunningHouse(db, {
			settings: { min_notice_days: 15, reminder_days: [] }
		});
		// 30 September + 15, though the 15 days after the due date have long been over.
		expect(await nights(db, resellerId, '2026-09-30', '2026-10-20')).toEqual([
			'09-30 notified',
			'10-15 blocked'
		]);
	});
});

describe('once', () => {
	test('the same night again does nothing', async () => {
		const { resellerId, invoiceId } = await makeDunningHouse(db);
		await nights(db, resellerId, '2026-09-05', '2026-09-25');
		for (const again of ['2026-09-25', '2026-09-24', '2026-09-13'])
			expect(await night(db, resellerId, again)).toEqual(nothingDone);
		expect((await mailsAbout(db, invoiceId)).filter((mail) => mail.startsWith('blocked'))).toEqual([
			'blocked 2026-09-25'
		]);
	});

	test('the plan is what the run does', async () => {
		const house = await makeDunningHouse(db, { settings: { reminder_days: [1] } });
		const planned = async (name: string, on: string) =>
			(await db.query(`select * from app.${name}($1, $2)`, [house.resellerId, on])).rows.length;
		expect(await planned('plan_reminders', '2026-09-11')).toBe(1);
		expect(await planned('plan_notices', '2026-09-12')).toBe(0);
		expect(await planned('plan_notices', '2026-09-13')).toBe(1);
		// Nobody is told yet: nobody can be blocked.
		expect(await planned('plan_blocks', '2026-09-25')).toBe(0);
		await night(db, house.resellerId, '2026-09-13');
		expect(await planned('plan_notices', '2026-09-13')).toBe(0);
		expect(await planned('plan_blocks', '2026-09-24')).toBe(0);
		expect(await planned('plan_blocks', '2026-09-25')).toBe(1);
		await night(db, house.resellerId, '2026-09-25');
		expect(await planned('plan_blocks', '2026-09-25')).toBe(0);
	});

	test('four workers at once, in small steps, tell, block and mail each client once', async () => {
		const house = await makeDunningHouse(db, { settings: { reminder_days: [1] } });
		for (let count = 1; count < 24; count++) await addClient(db, house.resellerId);
		for (const on of ['2026-09-11', '2026-09-13', '2026-09-25']) {
			await Promise.all(
				[1, 2, 3, 4].map(async () => {
					for (;;) {
						const did = await night(db, house.resellerId, on, 5);
						if (did.reminded + did.notified + did.blocked === 0) return;
					}
				})
			);
		}
		const { rows } = await db.query(
			`select (select count(*)::int from public.invoice_reminders where reseller_id = $1) as reminders,
				(select count(*)::int from public.invoices where reseller_id = $1 and notified_on = '2026-09-13') as notified,
				(select count(*)::int from public.subscription_blocks where reseller_id = $1) as blocks,
				(select count(*)::int from public.subscriptions where reseller_id = $1 and status = 'suspended') as suspended,
				(select count(*)::int from app.outbox where reseller_id = $1 and template <> 'invoice') as mails`,
			[house.resellerId]
		);
		expect(rows[0]).toEqual({
			...{ reminders: 24, notified: 24, blocks: 24, suspended: 24 },
			mails: 3 * 24
		});
	});

	test('a payment at the moment of the block leaves nobody blocked who has paid', async () => {
		const house = await makeDunningHouse(db, { settings: { reminder_days: [] } });
		const clients = [house];
		for (let count = 1; count < 12; count++)
			clients.push({ ...(await addClient(db, house.resellerId)), resellerId: house.resellerId });
		await night(db, house.resellerId, '2026-09-13');
		await db.query("update public.resellers set test_clock_on = '2026-09-25' where id = $1", [
			house.resellerId
		]);
		await Promise.all([
			...clients.map(({ invoiceId }) =>
				db.query(`select app.apply_payment($1, $2, 99999, 'pix', '2026-09-25', 'manual')`, [
					house.resellerId,
					invoiceId
				])
			),
			night(db, house.resellerId, '2026-09-25', 3),
			night(db, house.resellerId, '2026-09-25', 3)
		]);
		for (const client of clients) {
			expect((await subscriptionOf(db, client)).status).toBe('active');
			expect((await blocksOf(db, client)).filter(({ liftedOn }) => !liftedOn)).toEqual([]);
		}
	});
});

describe('what is blocked', () => {
	test('the subscription of the late invoice, not the other ones of the client', async () => {
		const house = await makeDunningHouse(db, { settings: { reminder_days: [] } });
		const other = await secondSubscription(house, '2026-12-10');
		await nights(db, house.resellerId, '2026-09-13', '2026-09-25');
		expect((await subscriptionOf(db, house)).status).toBe('suspended');
		expect((await subscriptionOf(db, other)).status).toBe('active');
		expect(await blocksOf(db, house)).toEqual([
			{ invoice_id: house.invoiceId, blockedOn: '2026-09-25', liftedOn: null, reason: null }
		]);
	});

	test.each([
		[true, ['suspended', 'suspended']],
		[false, ['active', 'active']]
	])(
		'a one-off invoice, where one-offs block is %s: all of them, or none',
		async (one_off_blocks, expected) => {
			const house = await makeDunningHouse(db, {
				settings: { reminder_days: [], one_off_blocks }
			});
			const other = await secondSubscription(house, '2026-12-10');
			await pay(db, house, house.invoiceId, '2026-09-10');
			await oneOff(house, '2026-09-15');
			await nights(db, house.resellerId, '2026-09-16', '2026-10-01');
			expect([
				(await subscriptionOf(db, house)).status,
				(await subscriptionOf(db, other)).status
			]).toEqual(expected);
		}
	);

	test('only what runs: pending, paused and ended ones stay as they are', async () => {
		for (const status of ['pending', 'canceled']) {
			const house = await makeDunningHouse(db, { settings: { reminder_days: [] } });
			await db.query(
				`update public.subscriptions set status = $2, ended_on = case when $2 = 'canceled' then date '2026-09-20' end where id = $1`,
				[house.subscriptionId, status]
			);
			await nights(db, house.resellerId, '2026-09-13', '2026-09-30');
			expect((await subscriptionOf(db, house)).status).toBe(status);
		}
	});

	test('what is held back is blocked from that day on', async () => {
		const house = await makeDunningHouse(db, { settings: { reminder_days: [] } });
		await insert(db, 'billing_holds', {
			...{ reseller_id: house.resellerId, client_id: house.clientId },
			...{ subscription_id: house.subscriptionId, step: 'block', until_on: '2026-09-28' }
		});
		expect(await nights(db, house.resellerId, '2026-09-13', '2026-09-30')).toEqual([
			'09-13 notified',
			'09-28 blocked'
		]);
	});

	test('what is held back is told from that day on, and blocked no sooner than it is told', async () => {
		const house = await makeDunningHouse(db, { settings: { reminder_days: [] } });
		await insert(db, 'billing_holds', {
			...{ reseller_id: house.resellerId, client_id: house.clientId },
			...{ subscription_id: house.subscriptionId, step: 'notify', until_on: '2026-09-27' }
		});
		expect(await nights(db, house.resellerId, '2026-09-13', '2026-09-30')).toEqual([
			'09-27 notified',
			'09-27 blocked'
		]);
	});

	test.each([
		['2026-10-07', ['09-12 reminded', '09-13 notified', '09-25 blocked', '10-07 reminded']],
		['2026-10-08', ['09-12 reminded', '09-13 notified', '09-25 blocked']]
	])(
		'what is held back is reminded of from that day on, if that is within a week: %s',
		async (until, expected) => {
			const house = await makeDunningHouse(db, { settings: { reminder_days: [-3, 1, 20] } });
			const hold = (until_on: string) =>
				db.query(
					`insert into public.billing_holds (reseller_id, client_id, subscription_id, step, until_on) values ($1, $2, $3, 'remind', $4)
					on conflict on constraint billing_holds_one_per_step do update set until_on = excluded.until_on`,
					[house.resellerId, house.clientId, house.subscriptionId, until_on]
				);
			await hold('2026-09-12');
			const first = await nights(db, house.resellerId, '2026-09-06', '2026-09-25');
			await hold(until);
			const then = await nights(db, house.resellerId, '2026-09-26', '2026-10-12');
			expect([...first, ...then]).toEqual(expected);
		}
	);
});

describe('restoring', () => {
	const blocked = async (wishes: Parameters<typeof makeDunningHouse>[1] = {}) => {
		const house = await makeDunningHouse(db, {
			...wishes,
			settings: { reminder_days: [], ...wishes.settings }
		});
		await nights(db, house.resellerId, '2026-09-13', '2026-09-25');
		expect((await subscriptionOf(db, house)).status).toBe('suspended');
		return house;
	};

	test('payment in full restores at once, and says so', async () => {
		const house = await blocked();
		await pay(db, house, house.invoiceId, '2026-09-28');
		expect(await subscriptionOf(db, house)).toEqual({
			...{ status: 'active', next: '2026-10-10', ends: null }
		});
		expect(await blocksOf(db, house)).toEqual([
			{
				...{ invoice_id: house.invoiceId, blockedOn: '2026-09-25' },
				...{ liftedOn: '2026-09-28', reason: 'paid' }
			}
		]);
		expect(await mailsAbout(db, house.invoiceId)).toContain('restored 2026-09-28');
	});

	test.each([
		// Period from the 10th to the 9th, blocked on 25 September; 10 October is not billed yet.
		['before the next period', '2026-10-09', '2026-10-10', null],
		['on its first day', '2026-10-10', '2026-10-10', null],
		// Not 10 to 20 October: from the 21st on, 20 days of 31.
		['within it: it begins late and ends as agreed', '2026-10-21', '2026-10-21', '2026-11-09'],
		['on its last day', '2026-11-09', '2026-11-09', '2026-11-09'],
		['a whole period later', '2026-11-10', '2026-11-10', null],
		['two periods later', '2026-12-15', '2026-12-15', '2027-01-09']
	])('days without service are not billed: restored %s', async (_, on, next, ends) => {
		const house = await blocked();
		await pay(db, house, house.invoiceId, on);
		expect(await subscriptionOf(db, house)).toEqual({ status: 'active', next, ends });
	});

	test('they are where the reseller says so', async () => {
		const house = await blocked({ settings: { bill_while_suspended: true } });
		await pay(db, house, house.invoiceId, '2026-10-21');
		expect(await subscriptionOf(db, house)).toMatchObject({ next: '2026-10-10', ends: null });
	});

	test.each([
		['2026-01-31', null, 1, 31, null, '2026-03-01', '2026-03-01', '2026-03-30'],
		['2026-01-31', null, 1, 31, null, '2026-02-28', '2026-02-28', null],
		// Quarters keep their own grid: 15 January, 15 April.
		['2026-01-15', null, 3, 15, null, '2026-03-01', '2026-03-01', '2026-04-14'],
		['2024-02-29', null, 12, 29, null, '2025-02-27', '2025-02-27', '2025-02-27'],
		// Already a short one, up to a new day, the 20th: that day stays.
		['2026-10-10', '2026-10-19', 1, 10, 20, '2026-10-15', '2026-10-15', '2026-10-19'],
		['2026-10-10', '2026-10-19', 1, 10, 20, '2026-11-05', '2026-11-05', '2026-11-19'],
		// Up to the last day of April, where the 31st was asked for.
		['2026-04-15', '2026-04-29', 1, 15, 31, '2026-05-10', '2026-05-10', '2026-05-30']
	])(
		'from %s (to %s), every %i months on day %i (then %s), restored on %s: %s to %s',
		async (start, end, months, day, nextDay, on, next, ends) => {
			const { rows } = await db.query(
				`select starts_on::text, ends_on::text
				from app.period_after_suspension($1, $2, $3, $4, $5, '2024-01-01', $6)`,
				[start, end, months, day, nextDay, on]
			);
			expect(rows[0]).toEqual({ starts_on: next, ends_on: ends });
		}
	);

	test('blocked and restored on one day loses no day', async () => {
		const house = await blocked();
		await db.query("update public.subscriptions set next_period_on = '2026-09-20' where id = $1", [
			house.subscriptionId
		]);
		await pay(db, house, house.invoiceId, '2026-09-25');
		expect(await subscriptionOf(db, house)).toMatchObject({ next: '2026-09-20', ends: null });
	});

	test('another invoice that is due for a block takes over; one that is only just late does not', async () => {
		const house = await blocked();
		const second = await recurring(house, '2026-09-11');
		await nights(db, house.resellerId, '2026-09-26', '2026-09-26');
		await pay(db, house, house.invoiceId, '2026-09-26');
		expect((await subscriptionOf(db, house)).status).toBe('suspended');
		expect(await blocksOf(db, house)).toMatchObject([
			{ invoice_id: house.invoiceId, reason: 'paid' },
			{ invoice_id: second, blockedOn: '2026-09-26', liftedOn: null }
		]);
		expect(await mailsAbout(db, second)).toContain('blocked 2026-09-26');
		await recurring(house, '2026-09-24');
		await nights(db, house.resellerId, '2026-09-27', '2026-09-29');
		await pay(db, house, second, '2026-09-29');
		expect((await subscriptionOf(db, house)).status).toBe('active');
	});

	test('two payments at the same moment restore', async () => {
		const house = await blocked();
		const second = await recurring(house, '2026-09-11');
		await nights(db, house.resellerId, '2026-09-26', '2026-09-26');
		await db.query("update public.resellers set test_clock_on = '2026-09-26' where id = $1", [
			house.resellerId
		]);
		await Promise.all(
			[house.invoiceId, second].map((id) =>
				db.query(`select app.apply_payment($1, $2, 99999, 'pix', '2026-09-26', 'manual')`, [
					house.resellerId,
					id
				])
			)
		);
		expect((await subscriptionOf(db, house)).status).toBe('active');
	});

	test('a new due date restores, and begins anew: reminders, notice and block follow it', async () => {
		const house = await blocked({ settings: { reminder_days: [0] } });
		// As change_invoice does it.
		await db.query(
			`update public.invoices set due_on = '2026-10-01', postponed_to = null, notified_on = null where id = $1`,
			[house.invoiceId]
		);
		await db.query("select app.settle_dunning($1, $2, '2026-09-26')", [
			house.resellerId,
			house.clientId
		]);
		expect(await blocksOf(db, house)).toMatchObject([{ reason: 'due_changed' }]);
		expect(await nights(db, house.resellerId, '2026-09-26', '2026-10-20')).toEqual([
			...['10-01 reminded', '10-04 notified', '10-16 blocked']
		]);
	});

	test('a payment that is taken back blocks again in the next night', async () => {
		const house = await blocked();
		await pay(db, house, house.invoiceId, '2026-09-26');
		await db.query(
			`select app.undo_payment(p, '2026-09-28', null) from public.payments p where invoice_id = $1`,
			[house.invoiceId]
		);
		expect((await subscriptionOf(db, house)).status).toBe('active');
		expect(await nights(db, house.resellerId, '2026-09-28', '2026-09-30')).toEqual([
			'09-28 blocked'
		]);
	});

	test('on trial it was, on trial it is, unless that is over', async () => {
		for (const [trialEnds, expected] of [
			['2026-10-31', 'trialing'],
			['2026-09-26', 'active']
		]) {
			const house = await blocked();
			await db.query('update public.subscriptions set trial_ends_on = $2 where id = $1', [
				house.subscriptionId,
				trialEnds
			]);
			await pay(db, house, house.invoiceId, '2026-09-28');
			expect((await subscriptionOf(db, house)).status).toBe(expected);
		}
	});

	test('what is canceled while it is blocked is blocked no longer', async () => {
		const house = await blocked();
		await db.query(
			"update public.subscriptions set status = 'canceled', ended_on = '2026-09-28' where id = $1",
			[house.subscriptionId]
		);
		expect(await blocksOf(db, house)).toMatchObject([{ reason: 'manual' }]);
	});
});

const nothingDone = { reminded: 0, ended: 0, notified: 0, blocked: 0 };
const day = ({ resellerId }: DunningHouse, on: string) => ({
	reseller_id: resellerId,
	on_date: on
});

async function secondSubscription(house: DunningHouse, from: string): Promise<DunningHouse> {
	const subscriptionId = randomUUID();
	await db.query(
		`insert into public.subscriptions (
			id, reseller_id, client_id, plan_version_id, status, interval_months, due_day, started_on, period_day, next_period_on
		) select $2, reseller_id, client_id, plan_version_id, 'active', 1, 10, $3, 10, $3
		from public.subscriptions where id = $1`,
		[house.subscriptionId, subscriptionId, from]
	);
	return { ...house, subscriptionId };
}

async function oneOff(house: DunningHouse, dueOn: string): Promise<void> {
	await db.query(
		`select app.insert_invoice(c, $2::date - 5, $2, 'one_off', '[{"description": "Visita", "quantity": 1, "unit_cents": 5000}]')
		from public.clients c where id = $1`,
		[house.clientId, dueOn]
	);
}

/** One more invoice of the same subscription. */
async function recurring(house: DunningHouse, dueOn: string): Promise<string> {
	const { rows } = await db.query(
		`select (app.insert_invoice(
			c, $2::date - 5, $2, 'recurring', '[{"description": "Fibra", "quantity": 1, "unit_cents": 10000}]', null, $3
		)).id as id from public.clients c where id = $1`,
		[house.clientId, dueOn, house.subscriptionId]
	);
	return rows[0].id;
}
