import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeTenant, type Tenant } from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';
import {
	commandOf,
	event,
	expectSound,
	ledgerOf,
	outcomes,
	sessionHouse,
	type House,
	type MeteredClient
} from './session-house.ts';

// What becomes of a quota as time goes by and its subscription changes. The clock of the house is moved, real time is not:
// what occurs "now" occurs on the day that the clock shows.

const db = databaseConnection();
/** The night's, where something else happens at the same moment. */
const nightly = databaseConnection();
let house: House;

beforeAll(async () => {
	house = await sessionHouse(db, 'periods', '2026-03-10');
});

const quotasOf = async (clientId: string) =>
	(
		await db.query(
			`select starts_on::text || ' ' || ends_on as period, granted::int, quota_left::int as left, expired::int,
				overage::int, closed_at is null as open
			from public.session_quotas where client_id = $1 order by starts_on, subscription_id`,
			[clientId]
		)
	).rows;

const setStatus = (subscriptionId: string, changes: string) =>
	db.query(`update public.subscriptions set ${changes} where id = $1`, [subscriptionId]);

const listed = async (clientId: string) =>
	(
		await db.query('select sessions_left from public.client_summaries where client_id = $1', [
			clientId
		])
	).rows[0].sessions_left;

/** In a house of its own, so that its clock moves for this client alone. */
async function alone(
	on: string,
	terms: Parameters<House['client']>[0],
	period?: Parameters<House['client']>[1]
): Promise<{ house: House } & MeteredClient> {
	const own = await sessionHouse(db, 'alone', on);
	return { house: own, ...(await own.client(terms, period)) };
}

const daysBack = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

const runNight = (house: House) =>
	db.query('select app.apply_due_changes($1, app.today($1), 10)', [house.resellerId]);

/** On trial or scheduled, on a plan of so many sessions, from the day on which its house begins. */
async function begins(house: House, clientId: string, quota: number | null, fields: object) {
	const terms = {
		...{ reseller_id: house.resellerId, client_id: clientId, due_day: 5, interval_months: 1 },
		plan_version_id: await house.plan({ quota }),
		...fields
	};
	const { rows } = await db.query(
		`insert into public.subscriptions (${Object.keys(terms).join(', ')})
		values (${Object.keys(terms).map((_, at) => `$${at + 1}`)}) returning id`,
		Object.values(terms)
	);
	return rows[0].id as string;
}

describe('the period', () => {
	test('begins with the whole quota and ends with what is left; extras stay', async () => {
		const { house, clientId } = await alone('2026-03-10', { quota: 100 }, { starts: -9, ends: 21 });
		await db.query(`select app.add_extras($1, $2, 'grant', 7, 'pack')`, [
			house.resellerId,
			clientId
		]);
		await house.use([event(clientId, 30)]);
		// A job takes it over, within a second.
		expect([107, 77]).toContain(await listed(clientId));
		await expect.poll(() => listed(clientId)).toBe(77);
		await house.moveClock(21);
		expect(outcomes(await house.use([event(clientId, 1)]))).toEqual(['accepted']);
		expect(await quotasOf(clientId)).toEqual([
			{
				period: '2026-03-01 2026-03-31',
				granted: 100,
				left: 69,
				expired: 0,
				overage: 0,
				open: true
			}
		]);
		await house.moveClock(1);
		expect(outcomes(await house.use([event(clientId, 5)]))).toEqual(['accepted']);
		expect(await quotasOf(clientId)).toEqual([
			{
				...{ period: '2026-03-01 2026-03-31', granted: 100, left: 0 },
				...{ expired: 69, overage: 0, open: false }
			},
			{
				...{ period: '2026-04-01 2026-04-30', granted: 100, left: 95 },
				...{ expired: 0, overage: 0, open: true }
			}
		]);
		expect(await house.meter(clientId)).toMatchObject({ quota: 95, extras: 7, left: 102 });
		expect(await ledgerOf(db, clientId)).toEqual([
			...['grant 100 0 0 0', 'grant 0 7 0 0', 'use -30 0 0 0', 'use -1 0 0 0'],
			...['expiry -69 0 0 0', 'grant 100 0 0 0', 'use -5 0 0 0']
		]);
		await expectSound(house);
	});

	test('rolls without an event too, and several periods late grants one', async () => {
		const { house, clientId } = await alone('2026-01-31', { quota: 10 }, { starts: 0, ends: 27 });
		await house.moveClock(100);
		await house.roll();
		expect((await quotasOf(clientId)).map(({ period }) => period)).toEqual([
			'2026-01-31 2026-02-27',
			'2026-04-28 2026-05-27'
		]);
		expect(await listed(clientId)).toBe(10);
		await expectSound(house);
	});

	test('of one reseller that cannot roll stops no other', async () => {
		const terms = [{ quota: 100 }, { starts: -9, ends: 0 }] as const;
		const [bad, good] = [await alone('2026-03-10', ...terms), await alone('2026-03-10', ...terms)];
		// More than a row of the ledger can say has expired.
		const setQuota = (units: number) =>
			db.query(
				'update public.session_quotas set granted = $2, quota_left = $2 where client_id = $1',
				[bad.clientId, units]
			);
		await setQuota(3_000_000_000);
		await Promise.all([bad.house.moveClock(1), good.house.moveClock(1)]);
		const periodsAfterRoll = async ({ clientId }: MeteredClient) => {
			await db.query(await commandOf(db, 'roll-sessions'));
			const ofClient = 'select from public.session_quotas where client_id = $1';
			return (await db.query(ofClient, [clientId])).rowCount;
		};
		await expect.poll(() => periodsAfterRoll(good)).toBe(2);
		expect(await periodsAfterRoll(bad)).toBe(1);
		await setQuota(100);
		await expect.poll(() => periodsAfterRoll(bad)).toBe(2);
	});

	test('of a late event is its own: what expired there, extras, overage, never the new quota', async () => {
		const { house, clientId } = await alone(
			'2026-03-31',
			{ quota: 10, overage: 'cap', cap: 2 },
			{ starts: -30, ends: 0 }
		);
		await db.query(`select app.add_extras($1, $2, 'grant', 1, 'pack')`, [
			house.resellerId,
			clientId
		]);
		await house.use([event(clientId, 6)]);
		await house.moveClock(1);
		await house.use([event(clientId, 1)]);
		const late = (quantity: number) => event(clientId, quantity, { occurred_at: daysBack(1) });
		expect(outcomes(await house.use([late(3), late(3), late(2), late(1)]))).toEqual([
			// 4 expired: 3 of them; then 1 of them, the extra, 1 beyond; then no more than the cap allows.
			...['accepted', 'accepted', 'sessions_exhausted', 'accepted']
		]);
		expect(await quotasOf(clientId)).toEqual([
			expect.objectContaining({ granted: 10, left: 0, expired: 0, overage: 2, open: false }),
			expect.objectContaining({ granted: 10, left: 9, expired: 0, overage: 0, open: true })
		]);
		expect(await house.meter(clientId)).toEqual({ quota: 9, extras: 0, overage: 0, left: 9 });
		expect(
			(await ledgerOf(db, clientId)).filter((row) => row.startsWith('correction')).sort()
		).toEqual([...['correction 1 0 0 0', 'correction 3 0 0 0']]);
		await expectSound(house);
	});

	test('of a trial has the quota too, and the first paid one begins anew', async () => {
		const { house, clientId, subscriptionId } = await alone('2026-03-10', null);
		expect(subscriptionId).toBe('');
		const version = await house.plan({ quota: 50 });
		await db.query(
			`insert into public.subscriptions (
				reseller_id, client_id, plan_version_id, status, activation, interval_months, due_day, started_on, next_period_on, period_day, trial_ends_on
			) values ($1, $2, $3, 'trialing', 'now', 1, 24, '2026-03-10', '2026-03-24', 24, '2026-03-23')`,
			[house.resellerId, clientId, version]
		);
		await house.use([event(clientId, 20)]);
		await house.moveClock(14);
		await db.query(`select app.apply_due_changes($1, app.today($1), 10)`, [house.resellerId]);
		expect(await quotasOf(clientId)).toEqual([
			expect.objectContaining({ period: '2026-03-10 2026-03-23', left: 0, expired: 30 }),
			expect.objectContaining({ period: '2026-03-24 2026-04-23', left: 50, open: true })
		]);
		await expectSound(house);
	});
});

describe('before the night has run', () => {
	const trial = {
		...{ status: 'trialing', started_on: '2026-03-10', trial_ends_on: '2026-03-23' },
		...{ next_period_on: '2026-03-24', period_day: 24 }
	};

	test.each(['the job', 'an event'])(
		'what is canceled for that day gets no more: %s',
		async (by) => {
			const { house, clientId, subscriptionId } = await alone(
				'2026-03-31',
				{ quota: 100, overage: 'bill', price: 15 },
				{ starts: -30, ends: 0 }
			);
			await setStatus(subscriptionId, 'cancels_on = next_period_on');
			await house.use([event(clientId, 100)]);
			await house.moveClock(1);
			if (by === 'the job') await house.roll();
			expect(outcomes(await house.use([event(clientId, 50)]))).toEqual(['subscription_not_active']);
			await runNight(house);
			expect(await quotasOf(clientId)).toEqual([
				expect.objectContaining({ period: '2026-03-01 2026-03-31', overage: 0, open: false })
			]);
			await expectSound(house);
		}
	);

	test('what is out of cycles gets no more, and has it as soon as it may go on', async () => {
		const { house, clientId, subscriptionId } = await alone(
			'2026-03-31',
			{ quota: 100 },
			{ starts: -30, ends: 0 }
		);
		await setStatus(subscriptionId, 'cycles_limit = 1, cycles_billed = 1');
		await house.moveClock(1);
		await house.roll();
		expect(await house.meter(clientId)).toMatchObject({ quota: 0, left: null });
		await setStatus(subscriptionId, 'cycles_limit = 2');
		expect(await house.meter(clientId)).toMatchObject({ quota: 100, left: 100 });
		await expectSound(house);
	});

	test.each([true, false])(
		'a trial that waits for its money has no more: billed %s',
		async (isBilled) => {
			const { house, clientId } = await alone('2026-03-10', null);
			const id = await begins(house, clientId, 50, { ...trial, activation: 'on_payment' });
			await house.use([event(clientId, 10)]);
			await house.moveClock(10);
			if (isBilled)
				await db.query(`select app.issue_invoices($1, app.today($1), array[$2::uuid])`, [
					...[house.resellerId, id]
				]);
			await house.moveClock(4);
			await house.roll();
			expect(outcomes(await house.use([event(clientId)]))).toEqual(['subscription_not_active']);
			await runNight(house);
			expect(outcomes(await house.use([event(clientId)]))).toEqual(['subscription_not_active']);
			expect(await house.meter(clientId)).toMatchObject({ quota: 0, left: null });
			expect(await listed(clientId)).toBeNull();
			await expectSound(house);
		}
	);

	describe('a plan without a quota that is over serves no more', () => {
		/** An event that is told now, one of when it still ran, and one told only after the night has run. */
		async function isOver(own: House, clientId: string, lastDay: number) {
			await own.moveClock(lastDay);
			const { key } = event(clientId);
			expect(outcomes(await own.use([event(clientId, 1, { key })]))).toEqual(['accepted']);
			await own.moveClock(1);
			const tooLate = event(clientId, 1, { occurred_at: new Date().toISOString() });
			const onTheLastDay = () => event(clientId, 1, { occurred_at: daysBack(1) });
			expect(outcomes(await own.use([event(clientId), onTheLastDay()]))).toEqual([
				...['subscription_not_active', 'accepted']
			]);
			await runNight(own);
			expect(outcomes(await own.use([tooLate, event(clientId), onTheLastDay()]))).toEqual([
				...['subscription_not_active', 'subscription_not_active', 'accepted']
			]);
			await expectSound(own);
		}

		test('canceled for that day', async () => {
			const period = { starts: -29, ends: 1 };
			const { house, clientId, subscriptionId } = await alone(
				...(['2026-03-30', { quota: null }, period] as const)
			);
			await house.use([event(clientId)]);
			await setStatus(subscriptionId, 'cancels_on = next_period_on');
			await isOver(house, clientId, 1);
		});

		test('out of cycles', async () => {
			const period = { starts: -29, ends: 1 };
			const { house, clientId, subscriptionId } = await alone(
				...(['2026-03-30', { quota: null }, period] as const)
			);
			await setStatus(subscriptionId, 'cycles_limit = 2, cycles_billed = 1');
			await house.use([event(clientId)]);
			// April is the last.
			await db.query(`select app.issue_invoices($1, app.today($1), array[$2::uuid])`, [
				...[house.resellerId, subscriptionId]
			]);
			await isOver(house, clientId, 31);
		});

		test.each([true, false])('on a trial that waits for its money: billed %s', async (isBilled) => {
			const { house, clientId } = await alone('2026-03-10', null);
			const id = await begins(house, clientId, null, { ...trial, activation: 'on_payment' });
			await house.use([event(clientId)]);
			if (isBilled)
				await db.query(`select app.issue_invoices($1, app.today($1), array[$2::uuid])`, [
					...[house.resellerId, id]
				]);
			await isOver(house, clientId, 13);
		});

		test('told only after the night has run, too', async () => {
			const { house, clientId, subscriptionId } = await alone(
				'2026-03-31',
				{ quota: null },
				{ starts: -30, ends: 0 }
			);
			await house.use([event(clientId)]);
			await setStatus(subscriptionId, 'cancels_on = next_period_on');
			await house.moveClock(1);
			const tooLate = event(clientId, 1, { occurred_at: new Date().toISOString() });
			await runNight(house);
			const onTheLastDay = event(clientId, 1, { occurred_at: daysBack(1) });
			expect(outcomes(await house.use([tooLate, onTheLastDay]))).toEqual([
				...['subscription_not_active', 'accepted']
			]);
			await expectSound(house);
		});

		test('and goes on where the end was taken back that day', async () => {
			const { house, clientId, subscriptionId } = await alone(
				'2026-03-31',
				{ quota: null },
				{ starts: -30, ends: 0 }
			);
			await house.use([event(clientId)]);
			await setStatus(subscriptionId, 'cancels_on = next_period_on');
			await house.moveClock(1);
			const meanwhile = event(clientId, 1, { occurred_at: new Date().toISOString() });
			expect(outcomes(await house.use([event(clientId)]))).toEqual(['subscription_not_active']);
			await setStatus(subscriptionId, 'cancels_on = null');
			expect(outcomes(await house.use([event(clientId), meanwhile]))).toEqual([
				...['accepted', 'subscription_not_active']
			]);
			await expectSound(house);
		});
	});

	test('a trial whose money came has its first paid period at once', async () => {
		const { house, clientId } = await alone('2026-03-10', null);
		const id = await begins(house, clientId, 50, { ...trial, activation: 'on_payment' });
		await db.query(`select app.issue_invoices($1, app.today($1), array[$2::uuid])`, [
			...[house.resellerId, id]
		]);
		await house.moveClock(14);
		await house.roll();
		expect(await house.meter(clientId)).toMatchObject({ left: null });
		await db.query(
			`update public.invoices set payment_status = 'paid', paid_cents = total_cents where subscription_id = $1`,
			[id]
		);
		await house.roll();
		expect(await quotasOf(clientId)).toEqual([
			expect.objectContaining({ period: '2026-03-10 2026-03-23', expired: 50, open: false }),
			expect.objectContaining({ period: '2026-03-24 2026-04-23', left: 50, open: true })
		]);
		await expectSound(house);
	});

	test('a trial that ended and is pending gets its quota when it becomes active', async () => {
		const { house, clientId } = await alone('2026-03-10', null);
		const id = await begins(house, clientId, 50, { ...trial, activation: 'on_payment' });
		await house.use([event(clientId, 10)]);
		// By hand, while its quota still runs.
		await setStatus(id, `status = 'pending'`);
		expect(outcomes(await house.use([event(clientId)]))).toEqual(['subscription_not_active']);
		expect(await house.meter(clientId)).toMatchObject({ quota: 0, left: null });
		await house.moveClock(14);
		await setStatus(id, `status = 'active'`);
		expect(await house.meter(clientId)).toMatchObject({ quota: 50, left: 50 });
		await expectSound(house);
	});

	test.each([100, null])(
		'what starts that day serves from its first event on: quota %s',
		async (quota) => {
			const { house, clientId } = await alone('2026-03-31', null);
			const id = await begins(house, clientId, quota, {
				...{ status: 'scheduled', activation: 'now', period_day: 1 },
				...{ started_on: '2026-04-01', next_period_on: '2026-04-01' }
			});
			expect(outcomes(await house.use([event(clientId)]))).toEqual(['subscription_not_active']);
			await house.moveClock(1);
			const yesterday = event(clientId, 1, { occurred_at: daysBack(1) });
			expect(outcomes(await house.use([event(clientId, 3), yesterday]))).toEqual([
				...['accepted', 'subscription_not_active']
			]);
			const left = quota && quota - 3;
			expect(await house.meter(clientId)).toMatchObject({ left });
			await runNight(house);
			expect(
				(await db.query('select status from public.subscriptions where id = $1', [id])).rows
			).toEqual([{ status: 'active' }]);
			expect(await house.meter(clientId)).toMatchObject({ left });
			await expectSound(house);
		}
	);

	test('what starts that day has its quota by the job too; what waits for its money has not', async () => {
		const { house, clientId } = await alone('2026-03-31', null);
		const waiting = await house.client(null);
		const first = { period_day: 1, started_on: '2026-04-01', next_period_on: '2026-04-01' };
		await begins(house, clientId, 100, { ...first, status: 'scheduled', activation: 'now' });
		await begins(house, waiting.clientId, 100, {
			...{ ...first, status: 'scheduled', activation: 'on_payment' }
		});
		await house.moveClock(1);
		await house.roll();
		expect(await listed(clientId)).toBe(100);
		expect(await listed(waiting.clientId)).toBeNull();
		const { rows } = await db.query('select app.roll_sessions($1, app.today($1), 100) as rolled', [
			house.resellerId
		]);
		expect(rows).toEqual([{ rolled: 0 }]);
		await expectSound(house);
	});
});

describe('what happens to the subscription', () => {
	test.each([
		// floor((new - old) × 22 days left of 31)
		['more', 100, 162, 141],
		['less', 200, 100, 129],
		['less than was used', 500, 10, 5]
	])('another plan now gives the difference for the days left: %s', async (_, old, now, left) => {
		const { clientId, subscriptionId } = await house.client(
			{ quota: old },
			{ starts: -9, ends: 21 }
		);
		if (left === 5) await house.use([event(clientId, 155)]);
		await setStatus(subscriptionId, `plan_version_id = '${await house.plan({ quota: now })}'`);
		const expected = {
			100: 100 + Math.floor((62 * 22) / 31),
			200: 200 + Math.floor((-100 * 22) / 31),
			500: Math.max(500 - 155 + Math.floor((-490 * 22) / 31), 0)
		}[old];
		expect(await house.meter(clientId)).toMatchObject({ quota: expected });
		await expectSound(house);
	});

	test('a plan without quota ends it; one with a quota gives its part of the period', async () => {
		const { clientId, subscriptionId } = await house.client(
			{ quota: 31 },
			{ starts: -9, ends: 21 }
		);
		await setStatus(subscriptionId, `plan_version_id = '${await house.plan({ quota: null })}'`);
		expect(await house.meter(clientId)).toMatchObject({ quota: 0, left: null });
		expect(outcomes(await house.use([event(clientId, 99)]))).toEqual(['accepted']);
		await setStatus(subscriptionId, `plan_version_id = '${await house.plan({ quota: 62 })}'`);
		expect(await house.meter(clientId)).toMatchObject({ quota: 44, left: 44 });
		await expectSound(house);
	});

	test.each(['active', 'suspended', 'paused'])(
		'a plan with a quota after one without gives its part of the period: %s',
		async (status) => {
			const { clientId, subscriptionId } = await house.client(
				{ quota: null },
				{ starts: -20, ends: 10 }
			);
			await house.use([event(clientId)]);
			const pausedOn = status === 'paused' ? `, paused_on = '2026-03-10'` : '';
			await setStatus(subscriptionId, `status = '${status}'${pausedOn}`);
			await setStatus(subscriptionId, `plan_version_id = '${await house.plan({ quota: 310 })}'`);
			// 11 days left of 31, but the periods begin on the 21st: of 28 days.
			expect(await house.meter(clientId)).toMatchObject({ quota: Math.floor((310 * 11) / 28) });
			await expectSound(house);
		}
	);

	test('a renewal billed ahead changes nothing, also with another plan', async () => {
		const { house, clientId, subscriptionId } = await alone(
			'2026-03-25',
			{ quota: 100 },
			{ starts: -24, ends: 6 }
		);
		const next = await house.plan({ quota: 300 });
		await setStatus(subscriptionId, `next_plan_version_id = '${next}'`);
		await db.query(`select app.issue_invoices($1, app.today($1), array[$2::uuid])`, [
			house.resellerId,
			subscriptionId
		]);
		expect(await house.meter(clientId)).toMatchObject({ quota: 100 });
		await house.moveClock(7);
		await house.use([event(clientId, 1)]);
		expect(await quotasOf(clientId)).toEqual([
			expect.objectContaining({ period: '2026-03-01 2026-03-31', granted: 100, expired: 100 }),
			expect.objectContaining({ period: '2026-04-01 2026-04-30', granted: 300, left: 299 })
		]);
		await expectSound(house);
	});

	test('a pause stops use from then on, and gives back its days', async () => {
		const { house, clientId, subscriptionId } = await alone(
			'2026-03-10',
			{ quota: 100 },
			{ starts: -9, ends: 21 }
		);
		await house.use([event(clientId, 10)]);
		await setStatus(subscriptionId, `status = 'paused', paused_on = '2026-03-10'`);
		expect(outcomes(await house.use([event(clientId)]))).toEqual(['subscription_paused']);
		// What occurred before it, and is told only now, is taken.
		expect(
			outcomes(await house.use([event(clientId, 5, { occurred_at: daysBack(0.01) })]))
		).toEqual(['accepted']);
		await house.moveClock(40);
		await db.query('select app.roll_sessions($1, app.today($1), 100)', [house.resellerId]);
		expect(await house.meter(clientId)).toMatchObject({ quota: 85 });
		await setStatus(
			subscriptionId,
			`status = 'active', paused_on = null, next_period_on = next_period_on + 40, period_day = 11`
		);
		expect(outcomes(await house.use([event(clientId, 5)]))).toEqual(['accepted']);
		expect(await quotasOf(clientId)).toEqual([
			expect.objectContaining({ period: '2026-03-01 2026-05-10', left: 80, open: true })
		]);
		await expectSound(house);
	});

	test('a block stops use, expires nothing, and the period goes on', async () => {
		const { house, clientId, subscriptionId } = await alone(
			'2026-03-10',
			{ quota: 100 },
			{ starts: -9, ends: 21 }
		);
		await house.use([event(clientId, 10)]);
		await setStatus(subscriptionId, `status = 'suspended'`);
		expect(outcomes(await house.use([event(clientId)]))).toEqual(['client_suspended']);
		expect(await listed(clientId)).toBe(90);
		await house.moveClock(5);
		await setStatus(subscriptionId, `status = 'active'`);
		expect(outcomes(await house.use([event(clientId)]))).toEqual(['accepted']);
		expect(await house.meter(clientId)).toMatchObject({ quota: 89 });
		await setStatus(subscriptionId, `status = 'suspended'`);
		await house.moveClock(60);
		await db.query('select app.roll_sessions($1, app.today($1), 100)', [house.resellerId]);
		expect(await house.meter(clientId)).toMatchObject({ quota: 89 });
		await setStatus(subscriptionId, `status = 'active'`);
		expect(await quotasOf(clientId)).toEqual([
			expect.objectContaining({ period: '2026-03-01 2026-03-31', expired: 89, open: false }),
			expect.objectContaining({ period: '2026-05-01 2026-05-31', left: 100, open: true })
		]);
		await expectSound(house);
	});

	test('a suspension by hand and the archive stop the whole client', async () => {
		const { clientId } = await house.client({ quota: 10 });
		await house.subscribe(clientId, { quota: null });
		await db.query(
			`insert into public.suspensions (reseller_id, client_id, reason) values ($1, $2, 'manual')`,
			[house.resellerId, clientId]
		);
		expect(outcomes(await house.use([event(clientId)]))).toEqual(['client_suspended']);
		await db.query(`update public.suspensions set lifted_at = now() where client_id = $1`, [
			clientId
		]);
		expect(outcomes(await house.use([event(clientId)]))).toEqual(['accepted']);
		await db.query('update public.clients set archived_at = now() where id = $1', [clientId]);
		expect(outcomes(await house.use([event(clientId)]))).toEqual(['client_archived']);
		expect(outcomes(await house.use([event(clientId, 1, { occurred_at: daysBack(1) })]))).toEqual([
			'accepted'
		]);
		await db.query('update public.clients set archived_at = null where id = $1', [clientId]);
		expect(outcomes(await house.use([event(clientId)]))).toEqual(['accepted']);
		await expectSound(house);
	});

	test('one that is suspended before anything is metered is suspended all the same', async () => {
		const { clientId } = await house.client({ quota: null });
		await db.query(
			`insert into public.suspensions (reseller_id, client_id, reason) values ($1, $2, 'abuse')`,
			[house.resellerId, clientId]
		);
		expect(outcomes(await house.use([event(clientId)]))).toEqual(['client_suspended']);
	});

	test('of two subscriptions the one that runs serves', async () => {
		const { clientId, subscriptionId } = await house.client({ quota: 10 });
		await house.subscribe(clientId, { quota: 20 }, { starts: -3, ends: 26 });
		await setStatus(subscriptionId, `status = 'suspended'`);
		expect(outcomes(await house.use([event(clientId, 15), event(clientId, 6)]))).toEqual([
			...['accepted', 'sessions_exhausted']
		]);
		expect(await house.meter(clientId)).toMatchObject({ quota: 15 });
		await expectSound(house);
	});

	test('the end expires the quota; extras wait until something runs again', async () => {
		const { clientId, subscriptionId } = await house.client({ quota: 10 });
		await db.query(`select app.add_extras($1, $2, 'grant', 4, $3)`, [
			...[house.resellerId, clientId, randomUUID()]
		]);
		await setStatus(subscriptionId, `status = 'canceled', ended_on = '2026-03-10'`);
		expect(await house.meter(clientId)).toEqual({ quota: 0, extras: 4, overage: 0, left: null });
		expect(await listed(clientId)).toBeNull();
		expect(outcomes(await house.use([event(clientId)]))).toEqual(['subscription_not_active']);
		// Told late, of a day on which it still ran.
		expect(outcomes(await house.use([event(clientId, 3, { occurred_at: daysBack(1) })]))).toEqual([
			'accepted'
		]);
		expect(await house.meter(clientId)).toMatchObject({ quota: 0, extras: 4 });
		await house.subscribe(clientId, { quota: 1 });
		expect(outcomes(await house.use([event(clientId, 5)]))).toEqual(['accepted']);
		await expectSound(house);
	});

	test.each([-9, 0])(
		'canceled now it ends at that moment, not with a day: begun %i days before',
		async (starts) => {
			const { clientId, subscriptionId } = await house.client(
				{ quota: 100, overage: 'bill', price: 15 },
				{ starts, ends: 21 }
			);
			const before = event(clientId, 30, { occurred_at: new Date().toISOString() });
			await setStatus(subscriptionId, `status = 'canceled', ended_on = '2026-03-10'`);
			expect(outcomes(await house.use([event(clientId), before]))).toEqual([
				...['subscription_not_active', 'accepted']
			]);
			expect(await quotasOf(clientId)).toEqual([
				expect.objectContaining({ granted: 100, expired: 70, overage: 0, open: false })
			]);
			await expectSound(house);
		}
	);

	test('another length of period begins at that moment: what occurred before is of the old quota', async () => {
		const { clientId, subscriptionId } = await house.client(
			{ quota: 100 },
			{ starts: -9, ends: 21 }
		);
		await house.use([event(clientId)]);
		const before = event(clientId, 60, { occurred_at: new Date().toISOString() });
		await setStatus(
			subscriptionId,
			`plan_version_id = '${await house.plan({ quota: 50 })}', next_period_on = '2027-03-10', interval_months = 12, period_day = 10`
		);
		expect(outcomes(await house.use([before, event(clientId, 20)]))).toEqual([
			...['accepted', 'accepted']
		]);
		expect(await quotasOf(clientId)).toEqual([
			expect.objectContaining({ granted: 100, left: 0, expired: 39, open: false }),
			expect.objectContaining({ granted: 50, left: 30, expired: 0, open: true })
		]);
		await expectSound(house);
	});

	test.each([true, false])(
		'a plan without quota covers what occurred while it ran, and nothing else: used before %s',
		async (isUsed) => {
			const { clientId, subscriptionId } = await house.client(
				{ quota: null },
				{ starts: -9, ends: 21 }
			);
			if (isUsed) await house.use([event(clientId)]);
			const before = () => event(clientId, 5, { occurred_at: moment });
			const moment = new Date().toISOString();
			const yesterday = () => event(clientId, 5, { occurred_at: daysBack(1) });
			await setStatus(subscriptionId, `plan_version_id = '${await house.plan({ quota: 31 })}'`);
			expect(outcomes(await house.use([before(), yesterday(), event(clientId, 2)]))).toEqual([
				...['accepted', 'accepted', 'accepted']
			]);
			expect(await house.meter(clientId)).toMatchObject({ quota: 20, overage: 0 });
			const metered = event(clientId, 3, { occurred_at: new Date().toISOString() });
			await setStatus(subscriptionId, `plan_version_id = '${await house.plan({ quota: null })}'`);
			await house.use([metered, event(clientId, 4)]);
			expect(await quotasOf(clientId)).toEqual([
				expect.objectContaining({ granted: 22, expired: 17, open: false })
			]);
			const unlimited = event(clientId, 5, { occurred_at: new Date().toISOString() });
			await setStatus(subscriptionId, `status = 'canceled', ended_on = '2026-03-10'`);
			expect(
				outcomes(await house.use([unlimited, before(), yesterday(), event(clientId)]))
			).toEqual([...['accepted', 'accepted', 'accepted', 'subscription_not_active']]);
			expect((await quotasOf(clientId))[0]).toMatchObject({ expired: 17 });
			await expectSound(house);
		}
	);

	test('a plan without quota that was sold next serves from midnight, whenever the first event comes', async () => {
		const { house, clientId, subscriptionId } = await alone(
			'2026-03-31',
			{ quota: 10 },
			{ starts: -30, ends: 0 }
		);
		await setStatus(
			subscriptionId,
			`next_plan_version_id = '${await house.plan({ quota: null })}'`
		);
		const earlier = event(clientId, 20, { occurred_at: new Date().toISOString() });
		await house.moveClock(1);
		const yesterday = event(clientId, 3, { occurred_at: daysBack(1) });
		expect(outcomes(await house.use([event(clientId, 20), earlier, yesterday]))).toEqual([
			...['accepted', 'accepted', 'accepted']
		]);
		expect(await quotasOf(clientId)).toEqual([
			expect.objectContaining({ granted: 10, expired: 7, open: false })
		]);
		await expectSound(house);
	});

	describe('a plan without a quota, renewed as one with', () => {
		const renew = async (own: House, subscriptionId: string) =>
			setStatus(
				subscriptionId,
				`plan_version_id = '${await own.plan({ quota: 30 })}', next_period_on = '2026-05-01', cycles_billed = cycles_billed + 1`
			);
		const ofApril = (left: number) => [
			expect.objectContaining({ period: '2026-04-01 2026-04-30', granted: 30, left, open: true })
		];

		test.each([
			{ who: 'by whoever used it', isUsed: true },
			{ who: 'by whoever never did', isUsed: false }
		])(
			'billed ahead: free until its first day, and then with the quota ($who)',
			async ({ isUsed }) => {
				const { house, clientId, subscriptionId } = await alone(
					'2026-03-25',
					{ quota: null },
					{ starts: -24, ends: 6 }
				);
				if (isUsed) await house.use([event(clientId, 50)]);
				await renew(house, subscriptionId);
				expect(outcomes(await house.use([event(clientId, 50)]))).toEqual(['accepted']);
				expect(await quotasOf(clientId)).toEqual([]);
				const yesterday = () => event(clientId, 50, { occurred_at: daysBack(1) });
				await house.moveClock(7);
				if (isUsed) await house.roll();
				expect(outcomes(await house.use([event(clientId, 4), yesterday()]))).toEqual([
					...['accepted', 'accepted']
				]);
				expect(await quotasOf(clientId)).toEqual(ofApril(26));
				await expectSound(house);
			}
		);

		test('and then changed to one without: free after that day too', async () => {
			const { house, clientId, subscriptionId } = await alone(
				'2026-03-25',
				{ quota: null },
				{ starts: -24, ends: 6 }
			);
			await house.use([event(clientId, 50)]);
			await renew(house, subscriptionId);
			await setStatus(subscriptionId, `plan_version_id = '${await house.plan({ quota: null })}'`);
			await house.moveClock(7);
			const yesterday = event(clientId, 50, { occurred_at: daysBack(1) });
			expect(outcomes(await house.use([event(clientId, 50), yesterday]))).toEqual([
				...['accepted', 'accepted']
			]);
			expect(await quotasOf(clientId)).toEqual([]);
			await expectSound(house);
		});

		test('billed late: free until then, and then with the whole quota', async () => {
			const { house, clientId, subscriptionId } = await alone(
				'2026-04-03',
				{ quota: null },
				{ starts: -33, ends: -3 }
			);
			await house.use([event(clientId, 50)]);
			await renew(house, subscriptionId);
			expect(outcomes(await house.use([event(clientId, 4)]))).toEqual(['accepted']);
			expect(await quotasOf(clientId)).toEqual(ofApril(26));
			await expectSound(house);
		});
	});

	test('one that waited for its money serves from when it came', async () => {
		const { clientId, subscriptionId } = await house.client(
			{ quota: 10 },
			{ starts: -2, ends: 27, status: 'pending' }
		);
		const before = event(clientId, 1, { occurred_at: new Date().toISOString() });
		await setStatus(subscriptionId, `status = 'active'`);
		expect(outcomes(await house.use([before, event(clientId)]))).toEqual([
			...['subscription_not_active', 'accepted']
		]);
		await expectSound(house);
	});

	test('on a test clock what began on an earlier day of it counts from that day on', async () => {
		const { house, clientId, subscriptionId } = await alone(
			'2026-03-10',
			{ quota: 10 },
			{ starts: -2, ends: 27, status: 'pending' }
		);
		await setStatus(subscriptionId, `status = 'active'`);
		const earlier = () => event(clientId, 1, { occurred_at: daysBack(1) });
		await house.moveClock(1);
		expect(outcomes(await house.use([earlier()]))).toEqual(['subscription_not_active']);
		await db.query('select app.forget_moments($1)', [house.resellerId]);
		expect(outcomes(await house.use([earlier()]))).toEqual(['accepted']);
		await expectSound(house);
	});

	test('begun anew within its period it has its quota again, and what was used stays used', async () => {
		const { clientId, subscriptionId } = await house.client({ quota: 10 }, { starts: 0, ends: 30 });
		await house.use([event(clientId, 4)]);
		await setStatus(subscriptionId, `status = 'canceled', ended_on = '2026-03-10'`);
		await setStatus(subscriptionId, `status = 'active', ended_on = null`);
		expect(await quotasOf(clientId)).toEqual([
			expect.objectContaining({ granted: 14, left: 10, expired: 0, open: true })
		]);
		await expectSound(house);
	});
});

describe('what goes beyond', () => {
	test('is one line of the next invoice, once, at the price of its plan', async () => {
		const { house, clientId, subscriptionId } = await alone(
			'2026-03-31',
			{ quota: 10, overage: 'bill', price: 15 },
			{ starts: -30, ends: 0 }
		);
		await house.use([event(clientId, 13)]);
		const issue = async () => {
			const { rows } = await db.query(
				`select app.issue_invoices($1, app.today($1), array[$2::uuid]) as ids`,
				[house.resellerId, subscriptionId]
			);
			const lines = await db.query(
				`select l.kind, l.quantity, l.unit_cents::int as unit, i.total_cents::int as total
				from public.invoice_lines l join public.invoices i on i.id = l.invoice_id
				where i.id = any ($1) order by l.position`,
				[rows[0].ids]
			);
			return lines.rows;
		};
		// The period still runs: its overage is not known yet.
		expect(await issue()).toEqual([{ kind: 'plan', quantity: 1, unit: 10000, total: 10000 }]);
		await house.moveClock(1);
		await house.use([event(clientId, 2, { occurred_at: daysBack(1) })]);
		expect(await issue()).toEqual([
			{ kind: 'plan', quantity: 1, unit: 10000, total: 10075 },
			{ kind: 'session_overage', quantity: 5, unit: 15, total: 10075 }
		]);
		await house.use([event(clientId, 1, { occurred_at: daysBack(1) })]);
		expect((await issue()).at(-1)).toEqual({
			...{ kind: 'session_overage', quantity: 1, unit: 15, total: 10015 }
		});
		expect((await issue()).length).toBe(1);
		await expectSound(house);
	});

	describe('when the plan changed within the period', () => {
		/** 100 beyond it at 10 cents, then on a plan of 500 cents, whose quota is used up too. */
		async function repriced() {
			const own = await alone(
				'2026-03-10',
				{ quota: 10, overage: 'bill', price: 10 },
				{ starts: -9, ends: 21 }
			);
			const { house, clientId, subscriptionId } = own;
			await house.use([event(clientId, 110)]);
			const before = event(clientId, 1, { occurred_at: new Date().toISOString() });
			const plan = await house.plan({ quota: 20, overage: 'bill', price: 500 });
			await setStatus(subscriptionId, `plan_version_id = '${plan}'`);
			// floor(10 × 22 days left of 31) more, and 3 beyond.
			expect(outcomes(await house.use([event(clientId, 10), before]))).toEqual([
				...['accepted', 'accepted']
			]);
			return own;
		}
		const linesOf = async (clientId: string) =>
			(
				await db.query(
					`select l.quantity || ' × ' || l.unit_cents as line, i.total_cents::int as total
					from public.invoice_lines l join public.invoices i on i.id = l.invoice_id
					where i.client_id = $1 and l.kind = 'session_overage' order by i.number, l.position`,
					[clientId]
				)
			).rows.map(({ line, total }) => `${line}, ${total}`);

		test('it costs what it cost when it occurred, whenever that was told', async () => {
			const { house, clientId, subscriptionId } = await repriced();
			await house.moveClock(22);
			await house.roll();
			const issue = () =>
				db.query(`select app.issue_invoices($1, app.today($1), array[$2::uuid])`, [
					...[house.resellerId, subscriptionId]
				]);
			await issue();
			const total = 10_000 + 101 * 10 + 3 * 500;
			expect(await linesOf(clientId)).toEqual([`101 × 10, ${total}`, `3 × 500, ${total}`]);
			await issue();
			expect(await linesOf(clientId)).toHaveLength(2);
			// Of the last day of the period, as the house counts days, and from before the change.
			await house.use([event(clientId, 1, { occurred_at: daysBack(1) })]);
			await issue();
			expect((await linesOf(clientId)).slice(2)).toEqual(['1 × 10, 10010']);
			await expectSound(house);
		});

		test('the last invoice says both prices too', async () => {
			const { house, clientId, subscriptionId } = await repriced();
			await setStatus(subscriptionId, `status = 'canceled', ended_on = '2026-03-10'`);
			await house.moveClock(4);
			await db.query('select app.issue_last_overage($1, app.today($1), $2)', [
				...[house.resellerId, subscriptionId]
			]);
			const total = 101 * 10 + 3 * 500;
			expect(await linesOf(clientId)).toEqual([`101 × 10, ${total}`, `3 × 500, ${total}`]);
			const { rows } = await db.query('select * from app.last_overages($1, app.today($1))', [
				house.resellerId
			]);
			expect(rows).toEqual([]);
			await expectSound(house);
		});

		test('the cap of the new plan counts from then on', async () => {
			const { house, clientId, subscriptionId } = await alone(
				'2026-03-10',
				{ quota: 10, overage: 'bill', price: 10 },
				{ starts: -9, ends: 21 }
			);
			await house.use([event(clientId, 110)]);
			const plan = await house.plan({ quota: 10, overage: 'cap', cap: 30, price: 10 });
			await setStatus(subscriptionId, `plan_version_id = '${plan}'`);
			expect(outcomes(await house.use([event(clientId, 29), event(clientId, 2)]))).toEqual([
				...['accepted', 'sessions_exhausted']
			]);
			expect(await house.meter(clientId)).toMatchObject({ quota: 0, overage: 129 });
			await setStatus(
				subscriptionId,
				`plan_version_id = '${await house.plan({ quota: 10, overage: 'bill' })}'`
			);
			const { rows } = await db.query(
				'select overage_cap from public.session_quotas where subscription_id = $1',
				[subscriptionId]
			);
			expect(rows).toEqual([{ overage_cap: null }]);
			await expectSound(house);
		});

		test('begun anew within the period at another price, what went before keeps its own', async () => {
			const { house, clientId, subscriptionId } = await alone(
				'2026-03-10',
				{ quota: 10, overage: 'bill', price: 10 },
				{ starts: 0, ends: 30 }
			);
			await house.use([event(clientId, 30)]);
			await setStatus(subscriptionId, `status = 'canceled', ended_on = '2026-03-10'`);
			const plan = await house.plan({ quota: 10, overage: 'cap', cap: 5, price: 500 });
			await setStatus(
				subscriptionId,
				`status = 'active', ended_on = null, plan_version_id = '${plan}'`
			);
			await house.use([event(clientId, 14)]);
			await setStatus(subscriptionId, `status = 'canceled', ended_on = '2026-03-10'`);
			await house.moveClock(4);
			await db.query('select app.issue_last_overage($1, app.today($1), $2)', [
				...[house.resellerId, subscriptionId]
			]);
			const total = 20 * 10 + 4 * 500;
			expect(await linesOf(clientId)).toEqual([`20 × 10, ${total}`, `4 × 500, ${total}`]);
			await expectSound(house);
		});
	});

	test('of a subscription that has ended waits for whoever has its client in hand', async () => {
		const { house, clientId, subscriptionId } = await alone(
			'2026-03-10',
			{ quota: 10, overage: 'bill', price: 15 },
			{ starts: -9, ends: 21 }
		);
		await house.use([event(clientId, 13)]);
		await setStatus(subscriptionId, `status = 'canceled', ended_on = '2026-03-10'`);
		await house.moveClock(4);
		const { rows } = await nightly.query('select pg_backend_pid() as pid');
		await db.query('begin');
		await db.query('select app.lock_client($1, $2)', [house.resellerId, clientId]);
		const issued = Promise.allSettled([
			nightly.query('select app.issue_last_overage($1, app.today($1), $2)', [
				...[house.resellerId, subscriptionId]
			])
		]);
		const asked = 'select cardinality(pg_blocking_pids($1)) as by';
		await expect.poll(async () => (await db.query(asked, [rows[0].pid])).rows[0].by).toBe(1);
		// As when it is billed by hand at this moment.
		const byHand = await Promise.allSettled([
			db.query(
				`select app.insert_invoice(c, app.today($1), app.today($1), 'one_off', '[{"description": "Visita", "quantity": 1, "unit_cents": 5000}]')
				from public.clients c where c.id = $2`,
				[house.resellerId, clientId]
			)
		]);
		await db.query('commit');
		expect([...byHand, ...(await issued)]).toMatchObject([
			{ status: 'fulfilled' },
			{ status: 'fulfilled' }
		]);
		await expectSound(house);
	});

	test('of a subscription that has ended is billed by the night after nothing more can be reported, once', async () => {
		const { house, clientId, subscriptionId } = await alone(
			'2026-03-10',
			{ quota: 10, overage: 'bill', price: 15 },
			{ starts: -9, ends: 21 }
		);
		await house.use([event(clientId, 13)]);
		await setStatus(subscriptionId, `status = 'canceled', ended_on = '2026-03-10'`);
		const night = async (on: string) => {
			const planned = await db.query('select * from app.last_overages($1, $2)', [
				house.resellerId,
				on
			]);
			const { rows } = await db.query<{ id: string }>(
				`select (app.open_billing_run($1, $2, 'hand')).id`,
				[house.resellerId, on]
			);
			let run: { state: string; issued: number; issued_cents: number };
			do
				run = (await db.query('select app.advance_billing_run($1) as run', [rows[0]!.id])).rows[0]
					.run;
			while (run.state !== 'done');
			return [planned.rows.length, run.issued, run.issued_cents];
		};
		// Its quota ended within the 10th; use of it may be reported for 72 hours.
		expect(await night('2026-03-13')).toEqual([0, 0, 0]);
		expect(await night('2026-03-14')).toEqual([1, 1, 45]);
		expect(await night('2026-03-15')).toEqual([0, 0, 0]);
		const { rows: lines } = await db.query(
			`select l.kind, l.quantity, l.unit_cents::int as unit, i.kind as of, i.due_on::text as due
			from public.invoices i join public.invoice_lines l on l.invoice_id = i.id where i.client_id = $1`,
			[clientId]
		);
		expect(lines).toEqual([
			{ kind: 'session_overage', quantity: 3, unit: 15, of: 'change', due: '2026-03-24' }
		]);
		await expectSound(house);
	});

	test('of several periods is on one last invoice, when nothing more can be reported of any', async () => {
		const { house, clientId, subscriptionId } = await alone(
			'2026-03-31',
			{ quota: 10, overage: 'bill', price: 15 },
			{ starts: -30, ends: 0 }
		);
		await house.use([event(clientId, 15)]);
		// April was billed ahead, so that the overage of March waits for the invoice of May.
		await db.query(`select app.issue_invoices($1, app.today($1), array[$2::uuid])`, [
			...[house.resellerId, subscriptionId]
		]);
		await house.moveClock(1);
		await house.roll();
		await house.use([event(clientId, 17)]);
		await house.moveClock(9);
		await setStatus(subscriptionId, `status = 'canceled', ended_on = '2026-04-10'`);
		const planned = async () =>
			(
				await db.query(
					'select total_cents::int as cents from app.last_overages($1, app.today($1))',
					[house.resellerId]
				)
			).rows;
		await house.moveClock(3);
		expect(await planned()).toEqual([]);
		await house.moveClock(1);
		expect(await planned()).toEqual([{ cents: (5 + 7) * 15 }]);
		await db.query('select app.issue_last_overage($1, app.today($1), $2)', [
			...[house.resellerId, subscriptionId]
		]);
		const { rows: lines } = await db.query(
			`select l.quantity from public.invoice_lines l
			where l.reseller_id = $1 and l.kind = 'session_overage' order by l.position`,
			[house.resellerId]
		);
		expect(lines.map(({ quantity }) => quantity)).toEqual([5, 7]);
		expect(await planned()).toEqual([]);
		await expectSound(house);
	});

	test('at a price that began at nothing is billed from when it began', async () => {
		const { house, clientId, subscriptionId } = await alone(
			'2026-03-10',
			{ quota: 10, overage: 'bill', price: 0 },
			{ starts: -9, ends: 21 }
		);
		await house.use([event(clientId, 15)]);
		const plan = await house.plan({ quota: 10, overage: 'bill', price: 20 });
		await setStatus(subscriptionId, `plan_version_id = '${plan}'`);
		await house.use([event(clientId, 3)]);
		await house.moveClock(22);
		await house.roll();
		await db.query(`select app.issue_invoices($1, app.today($1), array[$2::uuid])`, [
			...[house.resellerId, subscriptionId]
		]);
		const { rows } = await db.query(
			`select l.quantity, l.unit_cents::int as unit from public.invoice_lines l
			where l.reseller_id = $1 and l.kind = 'session_overage'`,
			[house.resellerId]
		);
		expect(rows).toEqual([{ quantity: 3, unit: 20 }]);
		await expectSound(house);
	});

	test('is not credited back when the plan changes', async () => {
		const { house, clientId, subscriptionId } = await alone(
			'2026-03-31',
			{ quota: 1, overage: 'bill', price: 1000 },
			{ starts: -30, ends: 0 }
		);
		await house.use([event(clientId, 11)]);
		await house.moveClock(1);
		await house.roll();
		await db.query(`select app.issue_invoices($1, app.today($1), array[$2::uuid])`, [
			house.resellerId,
			subscriptionId
		]);
		const { rows } = await db.query(
			`select p.cents::int from public.subscriptions s, app.billed_parts(s, app.today($1)) p where s.id = $2`,
			[house.resellerId, subscriptionId]
		);
		expect(rows).toEqual([{ cents: 10000 }]);
	});
});

describe('through the commands', () => {
	let tenant: Tenant;
	beforeAll(async () => {
		tenant = await makeTenant(platform, 'sessions');
	});

	test('a client that is put on a plan, upgraded, paused and cancelled', async () => {
		const owner = tenant.staff.owner.db;
		const plan = async (session_quota: number) => {
			const { data } = await owner
				.rpc('save_plan', {
					request_id: randomUUID(),
					fields: { name: `Chat ${randomUUID()}`, monthly_price_cents: 5000, session_quota }
				})
				.throwOnError();
			return data.plan_id as string;
		};
		const { data: added } = await owner
			.rpc('add_subscription', {
				...{ request_id: randomUUID(), client_id: tenant.clientId },
				plan: { id: await plan(100) },
				terms: { interval_months: 1, activation: 'now' }
			})
			.throwOnError();
		const overview = async () =>
			(await owner.rpc('session_overview', { client_id: tenant.clientId }).throwOnError()).data;
		// The extra that the tenant was given in the beginning.
		expect(await overview()).toMatchObject({
			is_metered: true,
			left: 101,
			extras_left: 1,
			used: 0
		});
		const change = (kind: string, wish: object) =>
			owner
				.rpc('change_subscription', {
					...{ request_id: randomUUID(), subscription_id: added.subscription_id },
					...{ kind, wish }
				})
				.throwOnError();
		await change('plan', { plan_id: await plan(400) });
		expect(await overview()).toMatchObject({ quota_left: 400 });
		await change('plan', { plan_id: await plan(50), interval_months: 12 });
		expect(await overview()).toMatchObject({ quota_left: 50, used: 0 });
		await change('pause', {});
		expect(await overview()).toMatchObject({ is_metered: true, quota_left: 50 });
		await change('resume', {});
		await change('renew', {});
		expect(await overview()).toMatchObject({ quota_left: 50 });
		await change('cancel', {});
		expect(await overview()).toMatchObject({ is_metered: false, left: null, extras_left: 1 });
		const { rows } = await db.query(
			`select * from app.check_sessions($1) where what not in ('days', 'hours')`,
			[tenant.resellerId]
		);
		expect(rows).toEqual([]);
	});

	test('a preview of a change leaves no trace in meters', async () => {
		const { rows: before } = await db.query(
			'select count(*)::int as entries from public.session_entries where reseller_id = $1',
			[tenant.resellerId]
		);
		await tenant.staff.owner.db
			.rpc('preview_subscription_change', {
				...{ subscription_id: tenant.subscriptionId, kind: 'cancel', wish: {} }
			})
			.throwOnError();
		const { rows: after } = await db.query(
			'select count(*)::int as entries from public.session_entries where reseller_id = $1',
			[tenant.resellerId]
		);
		expect(after).toEqual(before);
	});
});
