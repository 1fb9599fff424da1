import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeTenant, type Tenant } from '../support/world.ts';
import { drawing, pick } from './client-book.ts';
import { countFigures, keptFigures, RecurringHistory, type Figures } from './figures-model.ts';
import { databaseConnection, databaseConnections, platform } from './platform.ts';

// The figures are kept, not counted: after whatever happened they are what counting gives.

const db = databaseConnection();
const others = databaseConnections();
const draw = drawing(53);
const history = new RecurringHistory();
let tenant: Tenant;
let clients: string[];
let versions: string[];
let today = '2026-01-05';

beforeAll(async () => {
	tenant = await makeTenant(platform, 'figures');
	await history.look(db, tenant.resellerId, await dateHere());
	await moveTo(today);
	await db.query(
		`insert into public.clients (reseller_id, number, name)
		select $1, 1000 + n, 'Cliente ' || n from generate_series(1, 12) n`,
		[tenant.resellerId]
	);
	const planId = randomUUID();
	await db.query(`insert into public.plans (id, reseller_id, name) values ($1, $2, 'Fibra')`, [
		planId,
		tenant.resellerId
	]);
	await db.query(
		`insert into public.plan_versions (reseller_id, plan_id, version, monthly_price_cents)
		select $1, $2, n, price from unnest(array[9990, 14990, 0]) with ordinality as p (price, n)`,
		[tenant.resellerId, planId]
	);
	clients = await idsOf('clients', `number > 1000`);
	versions = await idsOf('plan_versions', `plan_id = '${planId}'`);
});

async function dateHere(): Promise<string> {
	const { rows } = await db.query('select app.today($1)::text as today', [tenant.resellerId]);
	return rows[0].today;
}

async function moveTo(day: string): Promise<void> {
	today = day;
	await db.query('update public.resellers set test_clock_on = $2 where id = $1', [
		tenant.resellerId,
		day
	]);
}

const dayAfter = (day: string, days: number) =>
	new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);

/** So that the same draws meet the same rows: what comes in one statement has one time, and its ids are random. */
const orders: Record<string, string> = {
	plan_versions: 'version',
	clients: 'number',
	invoices: 'number',
	subscriptions: `created_at, (select c.number from public.clients c where c.id = client_id), started_on`,
	payments: `created_at, (select i.number from public.invoices i where i.id = invoice_id), amount_cents`
};

async function idsOf(table: string, condition: string): Promise<string[]> {
	const { rows } = await db.query<{ id: string }>(
		`select id from public.${table} where reseller_id = $1 and ${condition} order by ${orders[table] ?? 'created_at'}, id`,
		[tenant.resellerId]
	);
	return rows.map(({ id }) => id);
}

async function drawn(table: string, condition = 'true'): Promise<string | undefined> {
	const ids = await idsOf(table, condition);
	return ids.length ? pick(draw, ids) : undefined;
}

const setSubscription = (id: string, status: string) =>
	db.query(
		`update public.subscriptions set status = $2::text,
			paused_on = case when $2 = 'paused' then $3::date end,
			ended_on = case when $2 in ('canceled', 'expired') then $3::date - $4::integer end
		where id = $1`,
		[id, status, today, Math.floor(draw() * 40)]
	);

/** What may happen to a reseller's money, each in one transaction. */
const deeds: Record<string, () => Promise<unknown>> = {
	'a day passes': () => moveTo(dayAfter(today, 1 + Math.floor(draw() * 20))),
	'subscriptions come': () =>
		db.query(
			`insert into public.subscriptions (
				reseller_id, client_id, plan_version_id, status, activation, interval_months, due_day, started_on, next_period_on, paused_on
			)
			select $1, client_id, $3, $4::text, 'now', 1, 10, $5::date, $5::date, case when $4 = 'paused' then $5::date end
			from unnest($2::uuid[]) client_id`,
			[
				tenant.resellerId,
				clients.slice(0, 1 + Math.floor(draw() * 4)),
				pick(draw, versions),
				pick(draw, ['active', 'active', 'pending', 'scheduled', 'trialing', 'suspended', 'paused']),
				dayAfter(today, Math.floor(draw() * 60) - 50)
			]
		),
	'a subscription changes its state': async () => {
		const id = await drawn('subscriptions');
		const states = ['active', 'active', 'suspended', 'paused', 'canceled', 'expired', 'pending'];
		if (id) await setSubscription(id, pick(draw, states));
	},
	'a subscription changes its plan': async () => {
		const id = await drawn('subscriptions');
		if (id)
			await db.query('update public.subscriptions set plan_version_id = $2 where id = $1', [
				id,
				pick(draw, versions)
			]);
	},
	'all of a client change': () =>
		db.query('update public.clients set discount_cents = $2 where id = $1', [
			pick(draw, clients),
			Math.floor(draw() * 12_000)
		]),
	'invoices are issued': async () => {
		const ids = await idsOf('subscriptions', `status in ('active', 'suspended')`);
		const some = ids.filter(() => draw() < 0.3);
		await db.query('select app.issue_invoices($1, $2, $3::uuid[])', [
			tenant.resellerId,
			today,
			some
		]);
	},
	'an invoice is put off': async () => {
		const id = await drawn('invoices', `status = 'open' and payment_status = 'unpaid'`);
		if (id)
			await db.query(
				'update public.invoices set due_on = $2, postponed_to = $2::date + 1 where id = $1',
				[id, dayAfter(today, Math.floor(draw() * 30))]
			);
	},
	'an invoice is voided': async () => {
		const id = await drawn('invoices', `status = 'open' and payment_status = 'unpaid'`);
		if (id)
			await db.query(`update public.invoices set status = 'void', void_on = $2 where id = $1`, [
				id,
				today
			]);
	},
	'a payment comes': async () => {
		const id = await drawn(
			'invoices',
			`status = 'open' and payment_status in ('unpaid', 'partial')`
		);
		if (id)
			await db.query(`select app.apply_payment($1, $2, $3, 'pix', $4, 'manual')`, [
				tenant.resellerId,
				id,
				1 + Math.floor(draw() * 16_000),
				dayAfter(today, -Math.floor(draw() * 5))
			]);
	},
	'credit is put to an invoice': async () => {
		const { rows } = await db.query<{ id: string; cents: string }>(
			`select i.id, b.credit_cents as cents from public.invoices i
			join public.client_balances b on b.client_id = i.client_id and b.credit_cents > 0
			where i.reseller_id = $1 and i.status = 'open' and i.payment_status = 'unpaid' limit 1`,
			[tenant.resellerId]
		);
		if (rows[0])
			await db.query('select app.put_credit_to(i, $2) from public.invoices i where i.id = $1', [
				rows[0].id,
				today
			]);
	},
	'a payment was none': async () => {
		const id = await drawn(
			'payments',
			`status = 'succeeded' and kind = 'money' and excess_cents = 0 and refunded_cents = 0
				and invoice_id in (select id from public.invoices where status = 'open' and payment_status <> 'refunded')`
		);
		if (id)
			await db.query(
				`select app.undo_payment(p, $2, 'engano') from public.payments p where p.id = $1`,
				[id, today]
			);
	},
	'a payment is given back': async () => {
		const id = await drawn(
			'payments',
			`status = 'succeeded' and kind = 'money' and refunded_cents = 0 and amount_cents > excess_cents
				and invoice_id in (select id from public.invoices where payment_status = 'paid')`
		);
		if (id)
			await db.query(
				`select app.book_refund(p, 1 + (p.amount_cents - p.excess_cents - 1) / $3, $2, gen_random_uuid(), null, null)
				from public.payments p where p.id = $1`,
				[id, today, pick(draw, [1, 2])]
			);
	},
	'credit is paid out': async () => {
		const { rows } = await db.query<{ client_id: string; cents: string }>(
			'select client_id, credit_cents as cents from public.client_balances where reseller_id = $1 and credit_cents > 0',
			[tenant.resellerId]
		);
		if (rows[0])
			await db.query(`select app.enter_credit($1, $2, -$3::bigint, 'paid_out', $4, 'cash')`, [
				tenant.resellerId,
				rows[0].client_id,
				Math.ceil(Number(rows[0].cents) / 2),
				today
			]);
	},
	'a subscription is gone': async () => {
		const id = await drawn(
			'subscriptions',
			`not exists (select from public.invoices i where i.subscription_id = subscriptions.id)
				and not exists (select from public.subscription_changes c where c.subscription_id = subscriptions.id)`
		);
		if (id) await db.query('delete from public.subscriptions where id = $1', [id]);
	},
	'the figures are folded': () => db.query('select app.fold_figures()')
};

async function expectExact(what: string): Promise<void> {
	const { counted, moved } = await keptFigures(db, tenant.resellerId);
	expect(counted, what).toEqual(await countFigures(db, tenant.resellerId));
	expect(moved, what).toEqual(history.figures);
}

test('after each of three hundred random deeds every figure is what counting gives', async () => {
	await expectExact('at first');
	for (let at = 0; at < 300; at++) {
		const what = pick(draw, Object.keys(deeds));
		await deeds[what]!();
		await history.look(db, tenant.resellerId, today);
		await expectExact(`${at}: ${what}`);
	}
	// What chance may have left out.
	for (const state of ['paused', 'active'])
		for (const id of await idsOf('subscriptions', `status in ('active', 'paused')`)) {
			await setSubscription(id, state);
			await history.look(db, tenant.resellerId, today);
		}
	await expectExact('all were paused and resumed');
	const [ends, expires, goesUpAndDown] = await idsOf('subscriptions', `status = 'active'`);
	for (const version of [versions.at(-1)!, versions[0]!, versions.at(-1)!, versions[0]!]) {
		await db.query('update public.subscriptions set plan_version_id = $2 where id = $1', [
			goesUpAndDown,
			version
		]);
		await history.look(db, tenant.resellerId, today);
	}
	await setSubscription(ends!, 'canceled');
	await setSubscription(expires!, 'expired');
	await history.look(db, tenant.resellerId, today);
	await expectExact('some ended, and one went up and down');
	await db.query('select app.issue_invoices($1, $2, $3::uuid[])', [
		tenant.resellerId,
		today,
		await idsOf('subscriptions', `status = 'active'`)
	]);
	await moveTo(dayAfter(today, 40));
	await history.look(db, tenant.resellerId, today);
	await expectExact('all were issued, and nobody paid');
	// It happened often enough to mean something.
	const names = new Set(Object.keys((await keptFigures(db, tenant.resellerId)).moved).map(nameOf));
	expect([...names].sort()).toEqual([
		...['recurring_canceled', 'recurring_expired', 'recurring_lowered', 'recurring_paused'],
		...['recurring_raised', 'recurring_resumed', 'recurring_started']
	]);
	expect(
		(await db.query('select * from app.recount_billing_figures($1)', [tenant.resellerId])).rows
	).toEqual([]);
}, 600_000);

const nameOf = (key: string) => key.split(' ')[0]!;

describe('what is answered', () => {
	interface Answer {
		today: string;
		has_history: boolean;
		period: Record<string, number>;
		previous: Record<string, number | string>;
		now: Record<string, number> & { subscriptions: Record<string, number> };
		overdue: { from_days: number; to_days: number | null; cents: number; invoices: number }[];
		received: { on: string; cents: number }[];
		months: Record<string, number | string>[];
	}

	async function ask(from_on?: string, to_on?: string): Promise<Answer> {
		const { data } = await tenant.staff.viewer.db
			.rpc('billing_figures', { from_on, to_on })
			.throwOnError();
		return data as Answer;
	}

	let figures: Figures;
	beforeAll(async () => {
		figures = (await keptFigures(db, tenant.resellerId)).counted;
	});

	const sum = (name: RegExp, within: (day: string) => boolean, of: Figures = figures) =>
		Object.entries(of)
			.filter(([key]) => name.test(nameOf(key)) && within(key.split(' ')[1]!))
			.reduce((so, [, { cents }]) => so + cents, 0);

	test('is, for any period, the sum of its days', async () => {
		for (const [from, to] of [
			['2026-01-01', '2026-12-31'],
			['2026-03-01', '2026-03-31'],
			['2026-04-11', '2026-07-02']
		] as const) {
			const { period, received, now } = await ask(from, to);
			const within = (day: string) => day >= from && day <= to;
			const money = sum(/^received$/, within) - sum(/^returned$/, within);
			expect(period.received_cents).toBe(money);
			expect(received.reduce((so, { cents }) => so + cents, 0)).toBe(money);
			expect(received[0]!.on).toBe(from);
			expect(received.at(-1)!.on).toBe(to);
			expect(period.issued_cents).toBe(sum(/^issued$/, within));
			expect(period.voided_cents).toBe(sum(/^voided$/, within));
			expect(period.new_cents).toBe(sum(/_started$/, within, history.figures));
			expect(period.expansion_cents).toBe(sum(/_(raised|resumed)$/, within, history.figures));
			expect(period.contraction_cents).toBe(sum(/_(lowered|paused)$/, within, history.figures));
			expect(period.churn_cents).toBe(sum(/_(canceled|expired)$/, within, history.figures));
			const running = sum(/^subscriptions_(trialing|active|suspended)$/, () => true);
			expect(now.recurring_cents).toBe(running);
			expect(period.recurring_cents).toBe(
				running - sum(/^recurring_/, (day) => day > to, history.figures)
			);
		}
	});

	test('what is open is divided by how late it is, and by what is due soon', async () => {
		const { now, overdue } = await ask();
		const late = (from: number, to: number) =>
			sum(/^open$/, (day) => day <= dayAfter(today, -from) && day >= dayAfter(today, -to));
		expect(overdue.map(({ cents }) => cents)).toEqual([
			...[late(1, 7), late(8, 15), late(16, 30), late(31, 60), late(61, 9999)]
		]);
		expect(now.overdue_cents).toBe(late(1, 9999));
		expect(now.overdue_cents).toBeGreaterThan(0);
		expect(now.open_cents).toBe(sum(/^open$/, () => true));
		expect(now.due_soon_cents).toBe(
			sum(/^open$/, (day) => day >= today && day <= dayAfter(today, 30))
		);
	});

	test('twelve months end with what is, and each is the one before it and what moved', async () => {
		const { months, now } = await ask();
		expect(months).toHaveLength(12);
		expect(months.at(-1)!.recurring_cents).toBe(
			now.recurring_cents -
				sum(/^recurring_/, (day) => day > `${today.slice(0, 7)}-31`, history.figures)
		);
		for (const [at, month] of months.entries()) {
			if (at === 0) continue;
			expect(month.recurring_cents).toBe(
				[
					months[at - 1]!.recurring_cents,
					month.new_cents,
					month.expansion_cents,
					month.contraction_cents,
					month.churn_cents
				]
					.map(Number)
					.reduce((so, cents) => so + cents)
			);
		}
	});

	test.each([
		['2026-05-01', '2026-05-31', '2026-04-01', '2026-04-30'],
		['2026-03-01', '2026-03-31', '2026-02-01', '2026-02-28'],
		['2026-03-01', '2026-03-30', '2026-02-01', '2026-02-28'],
		['2026-05-01', '2026-05-10', '2026-04-01', '2026-04-10'],
		['2026-01-01', '2026-12-31', '2025-01-01', '2025-12-31'],
		['2026-04-11', '2026-04-20', '2026-04-01', '2026-04-10']
	])('%s to %s is compared with %s to %s', async (from, to, previousFrom, previousTo) => {
		const { previous } = await ask(from, to);
		expect([previous.from, previous.to]).toEqual([previousFrom, previousTo]);
	});

	test.each([
		['2026-02-01', '2026-01-31'],
		['2020-01-01', '2026-01-01'],
		['1999-12-31', '2000-01-01']
	])('a period from %s to %s is refused', async (from_on, to_on) => {
		const { error, status } = await tenant.staff.viewer.db.rpc('billing_figures', {
			from_on,
			to_on
		});
		expect([status, error?.message]).toEqual([422, 'figures_period_invalid']);
	});
});

describe('keeping', () => {
	const changes = async () =>
		(
			await db.query<{ count: number }>(
				'select count(*)::int as count from app.figure_changes where reseller_id = $1',
				[tenant.resellerId]
			)
		).rows[0]!.count;

	test('what changes no figure leaves no trace', async () => {
		const before = await changes();
		await db.query('update public.subscriptions set due_day = 12 where reseller_id = $1', [
			tenant.resellerId
		]);
		await db.query(`update public.invoices set method = 'pix' where reseller_id = $1`, [
			tenant.resellerId
		]);
		// A job folds them each minute.
		expect(await changes()).toBeLessThanOrEqual(before);
	});

	test('two who pay different invoices do not wait for each other, nor for who folds', async () => {
		for (let at = 0; at < 5; at++) await deeds['invoices are issued']();
		const ids = await idsOf(
			'invoices',
			`status = 'open' and payment_status = 'unpaid' and total_cents > 1`
		);
		const [one, other] = await Promise.all([others.connect(), others.connect()]);
		const pay = `select app.apply_payment($1, $2, 1, 'pix', $3, 'manual')`;
		const clientsOf = new Map<string, string>();
		for (const { id, client_id } of (
			await db.query('select id, client_id from public.invoices where id = any ($1)', [ids])
		).rows)
			if (![...clientsOf.values()].includes(client_id)) clientsOf.set(id, client_id);
		const [first, second] = [...clientsOf.keys()] as [string, string];
		try {
			await one.query('begin');
			await one.query(pay, [tenant.resellerId, first, today]);
			await other.query(`set lock_timeout = '5s'`);
			await other.query(pay, [tenant.resellerId, second, today]);
			await other.query('select app.fold_figures()');
			await one.query('commit');
		} finally {
			await other.query('reset lock_timeout');
			one.release();
			other.release();
		}
		await expectExact('two at once');
	});

	test('a plan made for one row serves thousands: a price for all is no quadratic work', async () => {
		const connection = await others.connect();
		try {
			await connection.query('begin');
			await connection.query(
				`insert into public.subscriptions (
					reseller_id, client_id, plan_version_id, status, activation, interval_months, due_day, started_on, next_period_on
				) select $1, $2, $3, 'active', 'now', 1, 10, $4::date, $4::date from generate_series(1, 3000)`,
				[tenant.resellerId, clients[0], versions[0], today]
			);
			await connection.query(
				'update public.subscriptions set monthly_cents = monthly_cents + 1 where reseller_id = $1',
				[tenant.resellerId]
			);
			const { rows } = await connection.query('select * from app.recount_billing_figures($1)', [
				tenant.resellerId
			]);
			expect(rows).toEqual([]);
		} finally {
			await connection.query('rollback');
			connection.release();
		}
	});

	test('counting anew finds what is wrong, and makes up for it', async () => {
		await db.query('select app.fold_figures()');
		await db.query('begin');
		await db.query(
			`update app.figures set cents = cents + 5 where reseller_id = $1 and figure = 'issued'`,
			[tenant.resellerId]
		);
		await db.query(`delete from app.figures where reseller_id = $1 and figure = 'open'`, [
			tenant.resellerId
		]);
		const found = await db.query('select * from app.recount_billing_figures($1)', [
			tenant.resellerId
		]);
		expect(new Set(found.rows.map(({ figure }) => figure))).toEqual(new Set(['issued', 'open']));
		await expectExact('counted anew');
		await db.query('commit');
		const again = await db.query('select * from app.recount_billing_figures($1)', [
			tenant.resellerId
		]);
		expect(again.rows).toEqual([]);
	});
});
