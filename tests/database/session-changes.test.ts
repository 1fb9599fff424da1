import { describe, expect, test } from 'vitest';
import { databaseConnection } from './platform.ts';
import {
	event,
	expectSound,
	outcomes,
	sessionHouse,
	type House,
	type Terms
} from './session-house.ts';

// What the commands that change a subscription make of its quota, with the invoices that they write: whoever pays for a
// period has its quota once, on the days of that period.

const db = databaseConnection();

interface Subscribed {
	house: House;
	clientId: string;
	subscriptionId: string;
}

/** Since the first of the month of that day, on a monthly plan whose invoices are due on the 20th. */
async function subscribed(on: string, terms: Terms | string, fields: object = {}) {
	const house = await sessionHouse(db, 'changes', on);
	const { clientId } = await house.client(null);
	const firstOn = `${on.slice(0, 8)}01`;
	const row = {
		...{ reseller_id: house.resellerId, client_id: clientId, due_day: 20, interval_months: 1 },
		plan_version_id: typeof terms === 'string' ? terms : await house.plan(terms),
		...{ status: 'active', activation: 'now', period_day: 1 },
		...{ started_on: firstOn, next_period_on: firstOn, ...fields }
	};
	const { rows } = await db.query(
		`insert into public.subscriptions (${Object.keys(row).join(', ')})
		values (${Object.keys(row).map((_, at) => `$${at + 1}`)}) returning id`,
		Object.values(row)
	);
	return { house, clientId, subscriptionId: rows[0].id as string };
}

const onTrial = {
	...{ status: 'trialing', trial_ends_on: '2026-03-30' },
	...{ next_period_on: '2026-03-31', period_day: 31 }
};

const bill = ({ house, subscriptionId }: Subscribed) =>
	db.query('select app.issue_invoices($1, app.today($1), array[$2::uuid])', [
		...[house.resellerId, subscriptionId]
	]);

const goTo = ({ house }: Subscribed, day: string) =>
	db.query('update public.resellers set test_clock_on = $2 where id = $1', [house.resellerId, day]);

/** As the command does it, for whoever may. */
const change = ({ house, subscriptionId }: Subscribed, kind: string, wish: object = {}) =>
	db.query(
		`select app.change_subscription(null::app.account, l.client, l.subscription, $3, $4, app.today($1), gen_random_uuid())
		from app.lock_subscription($1, $2) l`,
		[house.resellerId, subscriptionId, kind, wish]
	);

async function changePlan(of: Subscribed, version: string, interval_months = 1) {
	const { rows } = await db.query('select plan_id from public.plan_versions where id = $1', [
		version
	]);
	await change(of, 'plan', { plan_id: rows[0].plan_id, interval_months });
}

/** period granted/left/expired, and whether it is open. */
async function quotasOf({ subscriptionId }: Subscribed): Promise<string[]> {
	const { rows } = await db.query(
		`select concat_ws(' ', starts_on, ends_on, concat_ws('/', granted, quota_left, expired), case when closed_at is null then 'open' end) as quota
		from public.session_quotas where subscription_id = $1 order by starts_on`,
		[subscriptionId]
	);
	return rows.map(({ quota }) => quota);
}

const use = async ({ house, clientId }: Subscribed, quantity: number, more: object = {}) =>
	outcomes(await house.use([event(clientId, quantity, more)]))[0];

const rightNow = () => ({ occurred_at: new Date().toISOString() });

describe('another length of period within one that is billed', () => {
	test('begins one quota, of the period that is billed with it', async () => {
		const of = await subscribed('2026-03-01', { quota: 100 });
		await bill(of);
		await goTo(of, '2026-03-10');
		await use(of, 90);
		const before = rightNow();
		await changePlan(of, await of.house.plan({ quota: 300 }), 3);
		const begun = [
			'2026-03-01 2026-03-10 100/0/10',
			expect.stringContaining('2026-03-10 2026-06-09 300/')
		];
		expect(await quotasOf(of)).toEqual(begun);
		// What occurred before it is of the old one.
		expect(await use(of, 10, before)).toBe('accepted');
		expect(await use(of, 1, before)).toBe('sessions_exhausted');
		await use(of, 250);
		await goTo(of, '2026-04-01');
		await of.house.roll();
		await use(of, 1);
		expect(await quotasOf(of)).toEqual([
			'2026-03-01 2026-03-10 100/0/0',
			'2026-03-10 2026-06-09 300/49/0 open'
		]);
		await goTo(of, '2026-06-10');
		await of.house.roll();
		expect((await quotasOf(of)).at(-1)).toBe('2026-06-10 2026-09-09 300/300/0 open');
		await expectSound(of.house);
	});

	test('does so on the same plan too', async () => {
		const of = await subscribed('2026-03-01', { quota: 100 });
		await bill(of);
		await goTo(of, '2026-03-10');
		const { rows } = await db.query(
			'select plan_version_id as version from public.subscriptions where id = $1',
			[of.subscriptionId]
		);
		await changePlan(of, rows[0].version, 3);
		await goTo(of, '2026-04-01');
		await of.house.roll();
		expect(await quotasOf(of)).toEqual([
			'2026-03-01 2026-03-10 100/0/100',
			'2026-03-10 2026-06-09 100/100/0 open'
		]);
		await expectSound(of.house);
	});

	test('does so where there was no quota before', async () => {
		const of = await subscribed('2026-03-01', { quota: null });
		await bill(of);
		await goTo(of, '2026-03-10');
		const before = rightNow();
		await changePlan(of, await of.house.plan({ quota: 300 }), 3);
		expect(await use(of, 20, before)).toBe('accepted');
		await goTo(of, '2026-04-01');
		await of.house.roll();
		expect(await quotasOf(of)).toEqual(['2026-03-10 2026-06-09 300/300/0 open']);
		await expectSound(of.house);
	});

	test('does so on a trial too, whose first period is billed already', async () => {
		const of = await subscribed('2026-03-01', { quota: 100 }, onTrial);
		await bill(of);
		await goTo(of, '2026-03-10');
		await changePlan(of, await of.house.plan({ quota: 300 }), 3);
		await goTo(of, '2026-03-31');
		await of.house.roll();
		await db.query('select app.apply_due_changes($1, app.today($1), 10)', [of.house.resellerId]);
		expect(await quotasOf(of)).toEqual([
			'2026-03-01 2026-03-10 100/0/100',
			'2026-03-10 2026-06-09 300/300/0 open'
		]);
		await expectSound(of.house);
	});

	test('counts what was used of the period that it takes the place of, if that began that day', async () => {
		const of = await subscribed('2026-03-01', { quota: 100 });
		await bill(of);
		await goTo(of, '2026-03-10');
		const quarterly = await of.house.plan({ quota: 300 });
		const monthly = await of.house.plan({ quota: 100 });
		const free = await of.house.plan({ quota: null });
		await changePlan(of, quarterly, 3);
		await use(of, 250);
		await changePlan(of, monthly, 1);
		expect((await quotasOf(of)).at(-1)).toBe('2026-03-10 2026-04-09 250/0/0 open');
		await changePlan(of, quarterly, 3);
		expect((await quotasOf(of)).at(-1)).toBe('2026-03-10 2026-06-09 300/50/0 open');
		await changePlan(of, free, 1);
		await changePlan(of, quarterly, 3);
		expect((await quotasOf(of)).at(-1)).toBe('2026-03-10 2026-06-09 300/50/0 open');
		await expectSound(of.house);
	});
});

describe('a period that is paid anew while the one before was not billed', () => {
	test('has its own quota when it begins with the end of a pause', async () => {
		const of = await subscribed('2026-04-04', { quota: 100 });
		await use(of, 90);
		await goTo(of, '2026-04-05');
		await change(of, 'pause');
		await goTo(of, '2026-04-15');
		await change(of, 'resume');
		await bill(of);
		const { rows } = await db.query(
			`select total_cents::int as cents from public.invoices where subscription_id = $1 order by number`,
			[of.subscriptionId]
		);
		// Four days of April, and a whole month.
		expect(rows).toEqual([{ cents: 1333 }, { cents: 10000 }]);
		await use(of, 30);
		expect(await quotasOf(of)).toEqual([
			'2026-04-01 2026-04-15 100/0/10',
			'2026-04-15 2026-05-14 100/70/0 open'
		]);
		await goTo(of, '2026-05-01');
		await of.house.roll();
		expect(await quotasOf(of)).toHaveLength(2);
		await expectSound(of.house);
	});

	test.each([300, 30])('has it once with another length of period: %i', async (quota) => {
		const of = await subscribed('2026-04-03', { quota: 100 });
		await use(of, 90);
		await changePlan(of, await of.house.plan({ quota }), 3);
		const begun = [
			'2026-04-01 2026-04-03 100/0/10',
			`2026-04-03 2026-07-02 ${quota}/${quota}/0 open`
		];
		expect(await quotasOf(of)).toEqual(begun);
		await bill(of);
		await goTo(of, '2026-05-03');
		await of.house.roll();
		expect(await quotasOf(of)).toEqual(begun);
		await expectSound(of.house);
	});

	test('keeps the quota that runs where it is the rest of the same period', async () => {
		const of = await subscribed('2026-04-16', { quota: 100 });
		await use(of, 90);
		await changePlan(of, await of.house.plan({ quota: 300 }));
		// The change is billed from today to the end of the month: 15 of its 30 days.
		expect(await quotasOf(of)).toEqual(['2026-04-01 2026-04-30 200/110/0 open']);
		await expectSound(of.house);
	});
});

test('canceled on trial and renewed, it runs by the paid period', async () => {
	const of = await subscribed('2026-03-01', { quota: 100 }, onTrial);
	await goTo(of, '2026-03-05');
	await use(of, 90);
	await change(of, 'cancel');
	await goTo(of, '2026-03-06');
	await change(of, 'renew');
	await use(of, 90);
	const renewed = ['2026-03-01 2026-03-05 100/0/10', '2026-03-06 2026-04-05 100/10/0 open'];
	expect(await quotasOf(of)).toEqual(renewed);
	await goTo(of, '2026-03-25');
	await db.query(`update public.subscriptions set status = 'suspended' where id = $1`, [
		of.subscriptionId
	]);
	await db.query('select app.restore_subscriptions($1, array[$2::uuid], app.today($1))', [
		...[of.house.resellerId, of.subscriptionId]
	]);
	const { rows } = await db.query('select status from public.subscriptions where id = $1', [
		of.subscriptionId
	]);
	expect(rows).toEqual([{ status: 'active' }]);
	await goTo(of, '2026-03-31');
	await of.house.roll();
	expect(await quotasOf(of)).toEqual(renewed);
	await expectSound(of.house);
});

test('a plan with a quota gets its part of the whole period, also after another change within it', async () => {
	const of = await subscribed('2026-03-01', { quota: null });
	await bill(of);
	await goTo(of, '2026-03-11');
	await changePlan(of, await of.house.plan({ quota: null }));
	await goTo(of, '2026-03-21');
	await changePlan(of, await of.house.plan({ quota: 310 }));
	expect(await quotasOf(of)).toEqual(['2026-03-01 2026-03-31 110/110/0 open']);
	await expectSound(of.house);
});

describe('a chain of changes on one day', () => {
	test('makes no sessions of nothing', async () => {
		const of = await subscribed('2026-03-01', { quota: 310 });
		await bill(of);
		await goTo(of, '2026-03-11');
		await use(of, 310);
		const [more, less, free] = [
			await of.house.plan({ quota: 310 }),
			await of.house.plan({ quota: 31 }),
			await of.house.plan({ quota: null })
		] as const;
		for (const next of [less, more, less, more]) await changePlan(of, next);
		expect(await quotasOf(of)).toEqual(['2026-03-01 2026-03-31 310/0/0 open']);
		for (const next of [free, more, less, free, more]) await changePlan(of, next);
		expect(await quotasOf(of)).toEqual(['2026-03-01 2026-03-31 310/0/0 open']);
		await expectSound(of.house);
	});

	test('takes nothing either from whoever used little', async () => {
		const of = await subscribed('2026-03-01', { quota: 310 });
		await bill(of);
		await goTo(of, '2026-03-11');
		await use(of, 100);
		const less = await of.house.plan({ quota: 31 });
		await changePlan(of, less);
		// 310 less 279 × 21 days of 31.
		expect(await quotasOf(of)).toEqual(['2026-03-01 2026-03-31 121/21/0 open']);
		await changePlan(of, await of.house.plan({ quota: 310 }));
		expect(await quotasOf(of)).toEqual(['2026-03-01 2026-03-31 310/210/0 open']);
		await expectSound(of.house);
	});
});
