import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeTenant, type Tenant } from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';

const db = databaseConnection();
/** Whoever acts at the same moment. */
const payer = databaseConnection();
let tenant: Tenant;

beforeAll(async () => {
	tenant = await makeTenant(platform, 'changes');
});

const owner = () => tenant.staff.owner.db;
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

/** The reseller's today. */
const on = (day: string) =>
	db.query('update public.resellers set test_clock_on = $2 where id = $1', [
		tenant.resellerId,
		day
	]);

async function plan(monthly_price_cents: number): Promise<string> {
	const { rows } = await db.query('select app.insert_plan($1, $2) as id', [
		tenant.resellerId,
		{ name: `Plano ${monthly_price_cents}`, monthly_price_cents }
	]);
	return rows[0].id;
}

async function client(): Promise<string> {
	const { rows } = await db.query(
		`insert into public.clients (reseller_id, number, name) values ($1, app.next_number($1, 'client'), 'Cliente')
		returning id`,
		[tenant.resellerId]
	);
	return rows[0].id;
}

/** A subscription of this price per month that runs from today. */
async function running(cents: number, terms: object = {}) {
	const { data } = await owner()
		.rpc('add_subscription', {
			request_id: randomUUID(),
			client_id: await client(),
			plan: { id: await plan(cents) },
			terms: { interval_months: 1, activation: 'now', ...terms }
		})
		.throwOnError();
	return data.subscription_id as string;
}

const preview = (subscription_id: string, kind: string, wish: object = {}) =>
	owner().rpc('preview_subscription_change', { subscription_id, kind, wish });
const change = (
	subscription_id: string,
	kind: string,
	wish: object = {},
	request_id = randomUUID()
) => owner().rpc('change_subscription', { request_id, subscription_id, kind, wish });
const undo = (change_id: string) => owner().rpc('undo_subscription_change', { change_id });

/** What is previewed and then done, after both were seen to be the same. */
async function done(subscriptionId: string, kind: string, wish: object = {}) {
	const { data: shown } = await preview(subscriptionId, kind, wish).throwOnError();
	const { data: answer } = await change(subscriptionId, kind, wish).throwOnError();
	for (const fact of Object.keys(shown).filter((key) => key !== 'next' && key !== 'adjustment_id'))
		expect([fact, answer[fact]]).toEqual([fact, shown[fact]]);
	return { ...answer, next: shown.next };
}

async function subscription(id: string) {
	const { rows } = await db.query(
		`select status, interval_months, due_day, period_day, next_period_on::text, next_period_ends_on::text, method,
			cycles_billed, cancels_on::text, ended_on::text, paused_on::text, next_plan_version_id
		from public.subscriptions where id = $1`,
		[id]
	);
	return rows[0];
}

async function invoicesOf(subscriptionId: string) {
	const { rows } = await db.query(
		`select kind, status, total_cents::int as total, paid_cents::int as paid, due_on::text, period_start::text, period_end::text
		from public.invoices where subscription_id = $1 order by number`,
		[subscriptionId]
	);
	return rows;
}

async function creditOf(subscriptionId: string): Promise<number> {
	const { rows } = await db.query(
		`select coalesce(sum(e.amount_cents), 0)::int as cents
		from public.subscriptions s left join public.credit_entries e on e.client_id = s.client_id where s.id = $1`,
		[subscriptionId]
	);
	return rows[0].cents;
}

async function pay(subscriptionId: string) {
	const { rows } = await db.query(
		`select id from public.invoices where subscription_id = $1 and status = 'open' and payment_status in ('unpaid', 'partial')`,
		[subscriptionId]
	);
	for (const { id } of rows)
		await owner()
			.rpc('record_payment', { request_id: randomUUID(), invoice_id: id })
			.throwOnError();
}

async function voidFirst(subscriptionId: string) {
	const { rows } = await db.query(
		`select id from public.invoices where subscription_id = $1 and kind = 'recurring' and status = 'open' and payment_status = 'unpaid'`,
		[subscriptionId]
	);
	await owner().rpc('void_invoice', { invoice_id: rows[0].id }).throwOnError();
}

const billWhileSuspended = (bill_while_suspended: boolean) =>
	owner().rpc('save_billing_settings', { fields: { bill_while_suspended } }).throwOnError();

/** The first step of the nightly run; answers what of these it changed. */
async function night(day: string, ...ids: string[]): Promise<string[]> {
	await on(day);
	const { rows } = await db.query(
		'select subscription_id, becomes from app.plan_due_changes($1, $2)',
		[tenant.resellerId, day]
	);
	const { rows: counted } = await db.query(
		'select app.apply_due_changes($1, $2, 1000) as changed, app.apply_due_changes($1, $2, 1000) as again',
		[tenant.resellerId, day]
	);
	expect(counted).toEqual([{ changed: rows.length, again: 0 }]);
	return ids.flatMap(
		(id) => rows.find(({ subscription_id }) => subscription_id === id)?.becomes ?? []
	);
}

/** The second step of it. */
const issueDue = (day: string) =>
	db.query('select app.issue_due($1, $2, app.issuable_ids($1, $2, 1000))', [
		tenant.resellerId,
		day
	]);

async function booksBalance() {
	const { rows } = await db.query('select * from app.check_ledger($1)', [tenant.resellerId]);
	expect(rows).toEqual([]);
}

interface Example {
	name: string;
	/** cents per month × months, from the day that it starts. */
	from: [cents: number, months: number, starts: string];
	on: string;
	to: [cents: number, months: number];
	/** [cents, days, of days] */
	credit: [number, number, number];
	charge: [number, number, number];
	next: string;
}

// By hand: cents × days ÷ days of the period, half a cent up; the day of the change and the last day both count.
const examples: Example[] = [
	{
		// 11 to 31 January: 21 of 31. 10000 × 21 ÷ 31 = 6774.19; 15500 × 21 ÷ 31 = 10500.00
		name: 'a month of 31 days',
		from: [10_000, 1, '2027-01-01'],
		on: '2027-01-11',
		to: [15_500, 1],
		credit: [-6774, 21, 31],
		charge: [10_500, 21, 31],
		next: '2027-02-01'
	},
	{
		// 16 to 30 April: 15 of 30. 9990 ÷ 2 = 4995; 19990 ÷ 2 = 9995
		name: 'a month of 30 days',
		from: [9990, 1, '2027-04-01'],
		on: '2027-04-16',
		to: [19_990, 1],
		credit: [-4995, 15, 30],
		charge: [9995, 15, 30],
		next: '2027-05-01'
	},
	{
		// 16 to 29 February: 14 of 29. 10000 × 14 ÷ 29 = 4827.59; 20000 × 14 ÷ 29 = 9655.17
		name: 'a February of 29 days',
		from: [10_000, 1, '2028-02-01'],
		on: '2028-02-16',
		to: [20_000, 1],
		credit: [-4828, 14, 29],
		charge: [9655, 14, 29],
		next: '2028-03-01'
	},
	{
		// 15 to 28 February: 14 of 28. 9990 ÷ 2 = 4995; 14985 ÷ 2 = 7492.50, half a cent up
		name: 'a February of 28 days, and half a cent',
		from: [9990, 1, '2027-02-01'],
		on: '2027-02-15',
		to: [14_985, 1],
		credit: [-4995, 14, 28],
		charge: [7493, 14, 28],
		next: '2027-03-01'
	},
	{
		// 10000 ÷ 29 = 344.83; 20000 ÷ 29 = 689.66
		name: 'on the leap day itself, the last of its period',
		from: [10_000, 1, '2028-02-01'],
		on: '2028-02-29',
		to: [20_000, 1],
		credit: [-345, 1, 29],
		charge: [690, 1, 29],
		next: '2028-03-01'
	},
	{
		// 29 February to 28 March: 29 days, of which 10 to 28 March are 19. 10000 × 19 ÷ 29 = 6551.72; 20000 × 19 ÷ 29 = 13103.45
		name: 'a period that begins on the leap day',
		from: [10_000, 1, '2028-02-29'],
		on: '2028-03-10',
		to: [20_000, 1],
		credit: [-6552, 19, 29],
		charge: [13_103, 19, 29],
		next: '2028-03-29'
	},
	{
		// 31 January to 27 February: 28 days, of which 10 to 27 February are 18. 10000 × 18 ÷ 28 = 6428.57; 13000 × 18 ÷ 28 = 8357.14
		name: 'a period that begins on a day 31',
		from: [10_000, 1, '2027-01-31'],
		on: '2027-02-10',
		to: [13_000, 1],
		credit: [-6429, 18, 28],
		charge: [8357, 18, 28],
		next: '2027-02-28'
	},
	{
		name: 'the first day of a period: all of it',
		from: [10_000, 1, '2027-01-01'],
		on: '2027-01-01',
		to: [20_000, 1],
		credit: [-10_000, 31, 31],
		charge: [20_000, 31, 31],
		next: '2027-02-01'
	},
	{
		// 10000 ÷ 31 = 322.58; 20000 ÷ 31 = 645.16
		name: 'the last day of a period',
		from: [10_000, 1, '2027-01-01'],
		on: '2027-01-31',
		to: [20_000, 1],
		credit: [-323, 1, 31],
		charge: [645, 1, 31],
		next: '2027-02-01'
	},
	{
		// 16 to 31 January: 16 of 31. 20000 × 16 ÷ 31 = 10322.58; 5000 × 16 ÷ 31 = 2580.65
		name: 'a cheaper plan: the difference is credit',
		from: [20_000, 1, '2027-01-01'],
		on: '2027-01-16',
		to: [5000, 1],
		credit: [-10_323, 16, 31],
		charge: [2581, 16, 31],
		next: '2027-02-01'
	},
	{
		// January to March: 90 days, of which February and March are 59. 30000 × 59 ÷ 90 = 19666.67; 60000 × 59 ÷ 90 = 39333.33
		name: 'a quarter',
		from: [10_000, 3, '2027-01-01'],
		on: '2027-02-01',
		to: [20_000, 3],
		credit: [-19_667, 59, 90],
		charge: [39_333, 59, 90],
		next: '2027-04-01'
	},
	{
		// The rest of January is credited, a whole year begins: 11 January 2027 to 10 January 2028, 12 × 15500
		name: 'from months to years',
		from: [10_000, 1, '2027-01-01'],
		on: '2027-01-11',
		to: [15_500, 12],
		credit: [-6774, 21, 31],
		charge: [186_000, 365, 365],
		next: '2028-01-11'
	},
	{
		// A leap year of 366 days, of which 1 March to 31 December are 306. 120000 × 306 ÷ 366 = 100327.87; a whole month of 31 days
		name: 'from a leap year to months',
		from: [10_000, 12, '2028-01-01'],
		on: '2028-03-01',
		to: [12_000, 1],
		credit: [-100_328, 306, 366],
		charge: [12_000, 31, 31],
		next: '2028-04-01'
	}
];

describe('changing the plan now', () => {
	test.each(examples)('$name', async (example) => {
		const [cents, interval_months, starts] = example.from;
		await on(starts);
		const id = await running(cents, { interval_months });
		await pay(id);
		await on(example.on);
		const [newCents, newMonths] = example.to;
		const answer = await done(id, 'plan', {
			plan_id: await plan(newCents),
			interval_months: newMonths
		});
		const net = example.credit[0] + example.charge[0];
		expect(
			answer.lines.map((line: Record<string, unknown>) => [
				line.kind,
				[line.total_cents, line.days, line.of_days]
			])
		).toEqual([
			['proration_credit', example.credit],
			['proration_charge', example.charge]
		]);
		expect([answer.net_cents, answer.state]).toEqual([net, 'applied']);
		expect(await subscription(id)).toMatchObject({
			status: 'active',
			interval_months: newMonths,
			next_period_on: example.next
		});
		const [, changed] = await invoicesOf(id);
		expect(changed?.total).toBe(net > 0 ? net : undefined);
		expect(await creditOf(id)).toBe(net < 0 ? -net : 0);
		// The next one is a whole period of the new plan.
		expect(answer.next[0]).toMatchObject({
			period_start: example.next,
			total_cents: newCents * newMonths
		});
		await booksBalance();
	});

	test('again in the same period credits what the first change really charged', async () => {
		await on('2027-01-01');
		const id = await running(10_000);
		await on('2027-01-11');
		await done(id, 'plan', { plan_id: await plan(15_500) });
		await on('2027-01-21');
		// 21 to 31 January: 11 of the 21 days that cost 10500 = 5500.00; 10000 × 11 ÷ 31 = 3548.39
		const { lines, net_cents } = await done(id, 'plan', { plan_id: await plan(10_000) });
		expect(lines.map(({ total_cents }: { total_cents: number }) => total_cents)).toEqual([
			-5500, 3548
		]);
		expect(net_cents).toBe(-1952);
		await booksBalance();
	});

	test('to another length before it has begun begins with it, and each period is billed once', async () => {
		await on('2027-01-10');
		const id = await running(10_000, { starts_on: '2027-02-10' });
		await on('2027-02-05');
		await issueDue('2027-02-05');
		expect(await invoicesOf(id)).toMatchObject([{ period_start: '2027-02-10', total: 10_000 }]);
		const { net_cents } = await done(id, 'plan', {
			plan_id: await plan(9000),
			interval_months: 3
		});
		expect(net_cents).toBe(17_000);
		expect(await subscription(id)).toMatchObject({ next_period_on: '2027-05-10', period_day: 10 });
	});

	test('to another length is refused where periods after it are billed already', async () => {
		await on('2027-01-01');
		const id = await running(10_000);
		for (let ahead = 0; ahead < 3; ahead++) await done(id, 'renew');
		// January to April are billed; two months from today would end before March, which would come again.
		const { error } = await change(id, 'plan', { plan_id: await plan(9000), interval_months: 2 });
		expect(error?.message).toBe('period_already_billed');
		await done(id, 'plan', { plan_id: await plan(9000), interval_months: 6 });
		expect(await subscription(id)).toMatchObject({ next_period_on: '2027-07-01' });
		await booksBalance();
	});

	test('with a period billed ahead changes both, each by its own days', async () => {
		await on('2027-01-01');
		const id = await running(10_000);
		await done(id, 'renew');
		await on('2027-01-11');
		const { lines } = await done(id, 'plan', { plan_id: await plan(15_500) });
		expect(
			lines.map((line: Record<string, unknown>) => [line.from, line.to, line.total_cents])
		).toEqual([
			['2027-01-11', '2027-01-31', -6774],
			['2027-01-11', '2027-01-31', 10_500],
			['2027-02-01', '2027-02-28', -10_000],
			['2027-02-01', '2027-02-28', 15_500]
		]);
		expect(await subscription(id)).toMatchObject({ next_period_on: '2027-03-01' });
	});

	test('credits what was billed, after discounts and refunds, and nothing of a voided invoice', async () => {
		await on('2027-01-01');
		const discounted = await running(10_000, {
			adjustments: [{ kind: 'discount', percent_bps: 5000, cycles: 1 }]
		});
		expect((await invoicesOf(discounted))[0].total).toBe(5000);
		await on('2027-01-11');
		// 5000 × 21 ÷ 31 = 3387.10; the discount was for one period and does not come along
		const { lines } = await done(discounted, 'plan', { plan_id: await plan(15_500) });
		expect(lines.map(({ total_cents }: { total_cents: number }) => total_cents)).toEqual([
			-3387, 10_500
		]);

		await on('2027-01-01');
		const voided = await running(10_000);
		const { rows } = await db.query('select id from public.invoices where subscription_id = $1', [
			voided
		]);
		await owner().rpc('void_invoice', { invoice_id: rows[0].id }).throwOnError();
		const answer = await done(voided, 'plan', { plan_id: await plan(15_500) });
		expect([answer.lines, answer.net_cents, answer.invoice_id]).toEqual([[], 0, null]);
	});

	test('puts the credit to the open invoice that it is for', async () => {
		await on('2027-01-01');
		const id = await running(20_000);
		await on('2027-01-16');
		const answer = await done(id, 'plan', { plan_id: await plan(5000) });
		expect(answer.credit_used_cents).toBe(7742);
		expect(await invoicesOf(id)).toMatchObject([{ total: 20_000, paid: 7742 }]);
		expect(await creditOf(id)).toBe(0);
		await booksBalance();
	});

	test.each([true, false])(
		'that credit is no money: with the invoice it goes (used by itself: %s)',
		async (credit_auto) => {
			await on('2027-01-01');
			await db.query(
				`insert into public.billing_settings
				select (jsonb_populate_record(app.billing_settings_of($1), jsonb_build_object('credit_auto', $2::boolean))).*
				on conflict (reseller_id) do update set credit_auto = excluded.credit_auto`,
				[tenant.resellerId, credit_auto]
			);
			const [downgraded, canceled] = [await running(20_000), await running(20_000)];
			await db.query(
				`select app.apply_payment(i.reseller_id, i.id, 3000, 'pix', '2027-01-01', 'statement', i.id::text)
				from public.invoices i where i.subscription_id = $1`,
				[canceled]
			);
			await on('2027-01-16');
			await done(downgraded, 'plan', { plan_id: await plan(5000) });
			// 16 of 31 days: 10322.58; 3000 were paid in money.
			await done(canceled, 'cancel', { credits_unused: true });
			expect(await invoicesOf(canceled)).toMatchObject([{ paid: 13_323 }]);
			for (const id of [downgraded, canceled]) {
				const { rows } = await db.query(
					'select id from public.invoices where subscription_id = $1',
					[id]
				);
				await owner().rpc('void_invoice', { invoice_id: rows[0].id }).throwOnError();
			}
			expect(await creditOf(downgraded)).toBe(0);
			expect(await creditOf(canceled)).toBe(3000);
			await booksBalance();
			await db.query('delete from public.billing_settings where reseller_id = $1', [
				tenant.resellerId
			]);
		}
	);

	test('that credit is not set free from the invoice of its days, with which it would go', async () => {
		await on('2027-01-01');
		const id = await running(20_000);
		await on('2027-01-16');
		await done(id, 'plan', { plan_id: await plan(5000) });
		const { rows } = await db.query(
			`select p.id, p.invoice_id from public.payments p join public.invoices i on i.id = p.invoice_id
			where i.subscription_id = $1 and p.kind = 'credit'`,
			[id]
		);
		const { error } = await owner().rpc('reverse_payment', { payment_id: rows[0].id });
		expect(error?.message).toBe('payment_of_unused_days');
		await owner().rpc('void_invoice', { invoice_id: rows[0].invoice_id }).throwOnError();
		expect(await creditOf(id)).toBe(0);
		await booksBalance();
	});

	test('what a change made of a voided invoice was not billed either, and gives no credit', async () => {
		await on('2027-01-01');
		const id = await running(20_000);
		await on('2027-01-11');
		await done(id, 'plan', { plan_id: await plan(10_000) });
		const { rows } = await db.query('select id from public.invoices where subscription_id = $1', [
			id
		]);
		await owner().rpc('void_invoice', { invoice_id: rows[0].id }).throwOnError();
		await on('2027-01-21');
		const answer = await done(id, 'cancel', { credits_unused: true });
		expect([answer.lines, answer.net_cents]).toEqual([[], 0]);
		expect(await creditOf(id)).toBe(0);
		await booksBalance();
	});

	describe('and an invoice that is canceled or refunded afterwards', () => {
		/** January and February at so much each, which are asked for but not paid. */
		async function twoMonths(cents: number) {
			await on('2027-01-01');
			const id = await running(cents);
			await done(id, 'renew');
			return id;
		}
		/** By its place among those of the subscription. */
		async function invoice(id: string, place: number) {
			const { rows } = await db.query(
				`select i.id, (select p.id from public.payments p where p.invoice_id = i.id and p.kind = 'money') as payment_id
				from public.invoices i where i.subscription_id = $1 order by i.number offset $2 limit 1`,
				[id, place]
			);
			return rows[0] as { id: string; payment_id: string };
		}
		const payOne = async (id: string, place: number) =>
			owner()
				.rpc('record_payment', {
					request_id: randomUUID(),
					invoice_id: (await invoice(id, place)).id
				})
				.throwOnError();
		const voidOne = async (id: string, place: number) =>
			owner()
				.rpc('void_invoice', { invoice_id: (await invoice(id, place)).id })
				.throwOnError();
		const refund = async (id: string, place: number, amount_cents?: number) =>
			owner()
				.rpc('refund_payment', {
					request_id: randomUUID(),
					payment_id: (await invoice(id, place)).payment_id,
					amount_cents
				})
				.throwOnError();
		const everything = { credits_unused: true, voids_open: true };

		test.each([true, false])(
			'of a cheaper plan: what was not paid is no credit (canceled at once: %s)',
			async (atOnce) => {
				const id = await twoMonths(28_000);
				await payOne(id, 0);
				await on('2027-02-15');
				// 14 of 28 days: 14000, at the new price 7000.
				expect((await done(id, 'plan', { plan_id: await plan(14_000) })).net_cents).toBe(-7000);
				if (!atOnce) await voidOne(id, 1);
				const { net_cents } = await done(id, 'cancel', { ...everything, voids_open: atOnce });
				expect(net_cents).toBe(0);
				expect(await invoicesOf(id)).toMatchObject([
					{ status: 'open', paid: 28_000 },
					{ status: 'void' }
				]);
				expect(await creditOf(id)).toBe(0);
				await booksBalance();
			}
		);

		test('of a dearer plan: of its days only what the change cost was paid', async () => {
			const id = await twoMonths(14_000);
			await payOne(id, 0);
			await on('2027-02-15');
			expect((await done(id, 'plan', { plan_id: await plan(28_000) })).net_cents).toBe(7000);
			await payOne(id, 2);
			expect((await done(id, 'cancel', everything)).net_cents).toBe(-7000);
			expect(await creditOf(id)).toBe(7000);
			await booksBalance();
		});

		test('of two changes: the second goes on from what is left of the first', async () => {
			const id = await twoMonths(14_000);
			await payOne(id, 0);
			await on('2027-02-15');
			await done(id, 'plan', { plan_id: await plan(28_000) });
			await payOne(id, 2);
			await voidOne(id, 1);
			// February itself is canceled: of its 14 days the 7000 of the first change are left, and are what they cost now.
			const { lines, net_cents } = await done(id, 'plan', { plan_id: await plan(14_001) });
			expect(lines.map((line: Record<string, number>) => line.total_cents)).toEqual([-7000, 7001]);
			expect(net_cents).toBe(1);
			expect((await done(id, 'cancel', everything)).net_cents).toBe(-7000);
			expect(await creditOf(id)).toBe(7000);
			await booksBalance();
		});

		test('days of a canceled invoice stay unbilled, whatever came of them before', async () => {
			const id = await twoMonths(28_000);
			await payOne(id, 0);
			await on('2027-02-15');
			await done(id, 'plan', { plan_id: await plan(14_000) });
			await voidOne(id, 1);
			const answer = await done(id, 'plan', { plan_id: await plan(30_000) });
			expect([answer.lines, answer.net_cents]).toEqual([[], 0]);
			await booksBalance();
		});

		test.each([
			{ name: 'all', back: undefined, left: 0 },
			// 26000 are left of January, and 5000 of that for the 10 days: 5000 × (26000 − 2600) ÷ 26000
			{ name: 'a tenth of what is left', back: 2600, left: 4500 }
		])('what went back is not credited ($name)', async ({ back, left }) => {
			await on('2027-01-01');
			const id = await running(31_000);
			await pay(id);
			await on('2027-01-22');
			// 10 of 31 days: 10000, at the new price 5000.
			expect((await done(id, 'plan', { plan_id: await plan(15_500) })).net_cents).toBe(-5000);
			await refund(id, 0, back);
			expect((await done(id, 'cancel', { credits_unused: true })).net_cents).toBe(-left || 0);
			expect(await creditOf(id)).toBe(5000 + left);
			await booksBalance();
		});

		test('what went back of an invoice that its own days had paid in part', async () => {
			await on('2027-02-01');
			const id = await running(28_000);
			await on('2027-02-15');
			await done(id, 'plan', { plan_id: await plan(14_000) });
			await pay(id);
			// 7000 by its own unused days, 21000 in money, all of which goes back.
			await refund(id, 0);
			expect((await done(id, 'cancel', everything)).net_cents).toBe(0);
			expect(await creditOf(id)).toBe(0);
			await booksBalance();
		});

		test('what was paid stays as credit, though it was put to another one', async () => {
			const id = await twoMonths(28_000);
			await payOne(id, 0);
			await on('2027-02-19');
			await payOne(id, 1);
			await issueDue('2027-02-19');
			await on('2027-02-22');
			// 22 to 28 February, which were paid: 7000 less 3500; all of March, which was not: 28000 less 14000.
			const answer = await done(id, 'plan', { plan_id: await plan(14_000) });
			expect([answer.net_cents, answer.credit_used_cents]).toEqual([-17_500, 17_500]);
			expect((await invoicesOf(id))[2]).toMatchObject({ total: 28_000, paid: 17_500 });
			await voidOne(id, 2);
			expect(await creditOf(id)).toBe(3500);
			await booksBalance();
		});

		test('its own days lessen the open invoice that billed them, not the one that is due first', async () => {
			const id = await twoMonths(28_000);
			await on('2027-02-15');
			await done(id, 'plan', { plan_id: await plan(14_000) });
			expect(await invoicesOf(id)).toMatchObject([{ paid: 0 }, { paid: 7000 }]);
			await voidOne(id, 1);
			expect(await invoicesOf(id)).toMatchObject([{ paid: 0 }, { status: 'void' }]);
			expect(await creditOf(id)).toBe(0);
			await booksBalance();
		});

		test('of days on two invoices first the one that is open is lessened', async () => {
			const id = await twoMonths(14_000);
			await payOne(id, 0);
			await on('2027-02-15');
			await done(id, 'plan', { plan_id: await plan(28_000) });
			await payOne(id, 2);
			// 14000 of the 14 days stand half on February, open, and half on the change, paid.
			await done(id, 'plan', { plan_id: await plan(18_000) });
			expect(await invoicesOf(id)).toMatchObject([{}, { paid: 5000 }, { paid: 7000 }]);
			expect((await done(id, 'cancel', everything)).net_cents).toBe(-7000);
			expect(await creditOf(id)).toBe(7000);
			await booksBalance();
		});
	});

	// From the 1st, due on the 25th, ten days before which the night bills: on the 10th nothing of February is billed.
	// By hand, of 28 days: 9 used at 10000 a month: 3214.29; 19 at the new price.
	test.each([
		{ name: 'dearer', cents: 20_000, rest: 13_571 },
		{ name: 'cheaper', cents: 5_000, rest: 3_393 }
	])('bills days that were used and not billed yet at the old price ($name)', async (to) => {
		await on('2027-01-01');
		const id = await running(10_000, { due_day: 25 });
		await on('2027-02-10');
		const answer = await done(id, 'plan', { plan_id: await plan(to.cents) });
		expect([answer.lines, answer.net_cents]).toEqual([[], 0]);
		expect(answer.used).toMatchObject([{ total_cents: 3214, due_on: '2027-02-25' }]);
		expect(answer.next[0]).toMatchObject({ period_start: '2027-02-10', total_cents: to.rest });
		await issueDue('2027-02-15');
		await issueDue('2027-03-18');
		expect((await invoicesOf(id)).slice(1)).toMatchObject([
			{ kind: 'change', total: 3214 },
			{
				total: to.rest,
				due_on: '2027-02-25',
				period_start: '2027-02-10',
				period_end: '2027-02-28'
			},
			{
				total: to.cents,
				due_on: '2027-03-25',
				period_start: '2027-03-01',
				period_end: '2027-03-31'
			}
		]);
		await booksBalance();
	});

	test('to another length bills them too, and begins with the change', async () => {
		await on('2027-01-01');
		const id = await running(10_000, { due_day: 25 });
		await on('2027-02-10');
		const plan_id = await plan(8_000);
		await done(id, 'plan', { plan_id, interval_months: 3 });
		expect(await subscription(id)).toMatchObject({
			...{ next_period_on: '2027-02-10', next_period_ends_on: null, period_day: 10 }
		});
		await issueDue('2027-02-15');
		expect((await invoicesOf(id)).slice(1)).toMatchObject([
			{ kind: 'change', total: 3214 },
			{ total: 24_000, period_start: '2027-02-10', period_end: '2027-05-09' }
		]);
		await booksBalance();
	});

	test('of what is blocked bills the days before the block, once', async () => {
		await on('2027-01-01');
		const id = await running(10_000, { due_day: 28 });
		await block(id, '2027-02-08');
		await on('2027-02-10');
		// 1 to 7 February: 7 of 28 days.
		expect((await done(id, 'plan', { plan_id: await plan(20_000) })).used).toMatchObject([
			{ total_cents: 2500 }
		]);
		await on('2027-02-15');
		await pay(id);
		await issueDue('2027-02-18');
		// 15 to 28 February: 14 of 28 days.
		expect((await invoicesOf(id)).slice(1)).toMatchObject([
			{ kind: 'change', total: 2500, status: 'open' },
			{ total: 10_000, period_start: '2027-02-15', period_end: '2027-02-28' }
		]);
		await booksBalance();
	});

	test('is due on the day that was chosen, within a year', async () => {
		await on('2027-01-01');
		const id = await running(10_000);
		const plan_id = await plan(20_000);
		for (const [due_on, code] of [
			['2026-12-31', 'invoice_due_in_past'],
			['2028-01-02', 'invoice_due_too_far'],
			['infinity', 'invoice_due_too_far']
		]) {
			const { error } = await change(id, 'plan', { plan_id, due_on });
			expect(error?.message).toBe(code);
		}
		await done(id, 'plan', { plan_id, due_on: '2027-01-20' });
		expect((await invoicesOf(id))[1]).toMatchObject({ kind: 'change', due_on: '2027-01-20' });
	});
});

describe('changing the plan at the renewal', () => {
	test('waits, can be undone, is replaced by a later wish, and comes with the invoice', async () => {
		await on('2027-01-01');
		const id = await running(10_000);
		const first = await done(id, 'plan_at_renewal', { plan_id: await plan(30_000) });
		expect([first.state, first.effective_on, first.next[0].total_cents]).toEqual([
			'scheduled',
			'2027-02-01',
			30_000
		]);
		await undo(first.change_id).throwOnError();
		await undo(first.change_id).throwOnError();
		expect((await subscription(id)).next_plan_version_id).toBeNull();

		const second = await done(id, 'plan_at_renewal', { plan_id: await plan(20_000) });
		const third = await done(id, 'plan_at_renewal', { plan_id: await plan(25_000) });
		const states = async () =>
			(
				await db.query(
					'select state from public.subscription_changes where subscription_id = $1 order by created_at',
					[id]
				)
			).rows.map(({ state }) => state);
		expect(await states()).toEqual(['undone', 'undone', 'scheduled']);
		expect(second.invoice_id).toBeNull();

		await on('2027-01-25');
		await issueDue('2027-01-25');
		expect((await invoicesOf(id))[1]).toMatchObject({ total: 25_000, period_start: '2027-02-01' });
		expect(await states()).toEqual(['undone', 'undone', 'applied']);
		const { error } = await undo(third.change_id);
		expect(error?.message).toBe('subscription_change_effective');
	});
});

describe('moving to newer terms of its plan', () => {
	test('is a change that waits like any other, and can be undone by itself', async () => {
		await on('2027-01-01');
		const [one, other] = [await running(10_000), await running(11_000)];
		const { rows } = await db.query(
			`with plan as (
				select v.* from public.subscriptions s join public.plan_versions v on v.id = s.plan_version_id where s.id = $1
			), moved as (
				update public.subscriptions s set plan_version_id = plan.id from plan where s.id = $2
			)
			insert into public.plan_versions select (jsonb_populate_record(
				null::public.plan_versions, to_jsonb(plan) || jsonb_build_object('id', gen_random_uuid(), 'version', 2, 'monthly_price_cents', 12000)
			)).* from plan returning plan_id`,
			[one, other]
		);
		const plan_id = rows[0].plan_id;
		const earlier = await done(one, 'plan_at_renewal', { plan_id: await plan(1) });
		const migrate = async () =>
			(await owner().rpc('migrate_subscriptions', { plan_id, to_version: 2 }).throwOnError()).data;
		// One leaves the plan, and stays on its way.
		expect(await migrate()).toEqual({ version: 2, moved: 1 });
		await undo(earlier.change_id).throwOnError();
		expect(await migrate()).toEqual({ version: 2, moved: 1 });
		expect(await migrate()).toEqual({ version: 2, moved: 0 });
		const waiting = async () =>
			(
				await db.query(
					`select id, subscription_id, effective_on::text, details -> 'before' ->> 'next_period_cents' as was,
						details -> 'after' ->> 'next_period_cents' as becomes, requested_by
					from public.subscription_changes where subscription_id = any ($1) and kind = 'plan_at_renewal' and state = 'scheduled'`,
					[[one, other]]
				)
			).rows;
		const changes = await waiting();
		expect(changes).toHaveLength(2);
		for (const { was, becomes, effective_on, requested_by } of changes)
			expect([was, becomes, effective_on, requested_by]).toEqual([
				...['10000', '12000', '2027-02-01', tenant.staff.owner.personId]
			]);
		const [{ id, subscription_id }] = changes;
		await undo(id).throwOnError();
		expect((await subscription(subscription_id)).next_plan_version_id).toBeNull();
		expect(await waiting()).toHaveLength(1);
		await owner().rpc('cancel_plan_migration', { plan_id }).throwOnError();
		expect(await waiting()).toEqual([]);
	});
});

describe('changing the billing day', () => {
	test('of the due date only, from the next invoice on', async () => {
		await on('2027-01-01');
		const id = await running(10_000);
		const { next, state } = await done(id, 'billing_day', { day: 31, mode: 'due_only' });
		expect(state).toBe('applied');
		// Each month's end, without drift.
		expect(next.map(({ due_on }: { due_on: string }) => due_on)).toEqual([
			'2027-02-28',
			'2027-03-31',
			'2027-04-30'
		]);
	});

	test('of the periods: one short period by its days, then whole ones', async () => {
		await on('2027-01-01');
		const id = await running(10_000);
		const { next, change_id } = await done(id, 'billing_day', { day: 20, mode: 'align' });
		// 1 to 19 February: 19 of 28. 10000 × 19 ÷ 28 = 6785.71
		const wanted = [
			['2027-02-01', '2027-02-19', '2027-02-01', 6786],
			['2027-02-20', '2027-03-19', '2027-02-20', 10_000],
			['2027-03-20', '2027-04-19', '2027-03-20', 10_000]
		];
		expect(
			next.map((one: Record<string, unknown>) => [
				one.period_start,
				one.period_end,
				one.due_on,
				one.total_cents
			])
		).toEqual(wanted);
		expect(await subscription(id)).toMatchObject({ period_day: 1, due_day: 1 });

		await undo(change_id).throwOnError();
		expect(await subscription(id)).toMatchObject({ next_period_ends_on: null });
		await done(id, 'billing_day', { day: 20, mode: 'align' });
		await on('2027-01-25');
		await issueDue('2027-01-25');
		expect(await subscription(id)).toMatchObject({
			period_day: 20,
			due_day: 20,
			next_period_on: '2027-02-20'
		});
		expect((await invoicesOf(id))[1]).toMatchObject({
			total: 6786,
			period_start: '2027-02-01',
			period_end: '2027-02-19'
		});

		// Within the short period a change counts the days of the whole one: 10 to 19 February are 10 of the 19 that
		// cost 6786: 3571.58; 20000 × 10 ÷ 28 = 7142.86
		await on('2027-02-10');
		const { lines } = await done(id, 'plan', { plan_id: await plan(20_000) });
		expect(lines.map(({ total_cents }: { total_cents: number }) => total_cents)).toEqual([
			-3572, 7143
		]);
	});

	test("to 31 from 28 February needs no short period, and goes to the months' ends from there", async () => {
		await on('2027-01-28');
		const id = await running(10_000);
		const { next, state } = await done(id, 'billing_day', { day: 31, mode: 'align' });
		expect(state).toBe('applied');
		expect(next.map(({ period_start }: { period_start: string }) => period_start)).toEqual([
			'2027-02-28',
			'2027-03-31',
			'2027-04-30'
		]);
	});
});

async function block(id: string, day: string): Promise<void> {
	await on(day);
	// As a night leaves it that had a reason to block.
	await db.query(
		`with i as (
			select i.* from public.invoices i where i.subscription_id = $1 order by i.number limit 1
		), told as (
			update public.invoices i set notified_on = $2 from i as one where i.id = one.id
		), begun as (
			insert into public.subscription_blocks (
				reseller_id, client_id, subscription_id, invoice_id, due_on, block_days, notified_on, blocked_on, suspended_on
			) select i.reseller_id, i.client_id, i.subscription_id, i.id, i.effective_due_on, 15, $2, $2, $2 from i
		)
		update public.subscriptions s set status = 'suspended' where s.id = $1`,
		[id, day]
	);
}

/** Blocked for its first invoice of 1 January, and restored by paying that one. */
async function blocked(blockedOn: string, restoredOn: string, cents = 10_000, terms: object = {}) {
	await on('2027-01-01');
	const id = await running(cents, terms);
	await block(id, blockedOn);
	await on(restoredOn);
	await pay(id);
	return id;
}

describe('after a block', () => {
	test('the next period is short, and a change of plan within it counts by the days of the whole one', async () => {
		// January is paid; 1 February was not billed, since it was blocked from 20 January to 10 February.
		const id = await blocked('2027-01-20', '2027-02-10');
		expect(await subscription(id)).toMatchObject({
			...{ status: 'active', next_period_on: '2027-02-10', next_period_ends_on: '2027-02-28' }
		});
		await on('2027-02-19');
		await issueDue('2027-02-19');
		// 10 to 28 February: 19 of 28 days. 10000 × 19 ÷ 28 = 6785.71
		expect((await invoicesOf(id))[1]).toMatchObject({ period_start: '2027-02-10', total: 6786 });
		// 19 to 28 February: 10 of the 19 days that cost 6786 = 3571.58; 20000 × 10 ÷ 28 = 7142.86
		const { lines } = await done(id, 'plan', { plan_id: await plan(20_000) });
		expect(
			lines.map((line: Record<string, number>) => [line.total_cents, line.days, line.of_days])
		).toEqual([
			[-3572, 10, 19],
			[7143, 10, 28]
		]);
		await booksBalance();
	});

	test('a billing day that waits is kept, also the last of the month', async () => {
		await on('2027-01-01');
		const id = await blocked('2027-01-20', '2027-01-25');
		await done(id, 'billing_day', { day: 31, mode: 'align' });
		await db.query(
			`update public.subscription_blocks set lifted_on = null, lifted_reason = null, suspended_on = '2027-01-26', blocked_on = '2027-01-26' where subscription_id = $1`,
			[id]
		);
		await db.query(`update public.subscriptions set status = 'suspended' where id = $1`, [id]);
		// 28 February, on which the short period would have ended, has passed: the next boundary is 31 March.
		await on('2027-03-10');
		await db.query(
			`do $$ declare block public.subscription_blocks; begin
				update public.subscription_blocks set lifted_on = '2027-03-10', lifted_reason = 'manual' where subscription_id = '${id}' returning * into block;
				perform app.restore_subscriptions(block.reseller_id, array[block.subscription_id], '2027-03-10');
			end $$`
		);
		expect(await subscription(id)).toMatchObject({
			...{ next_period_on: '2027-03-10', next_period_ends_on: '2027-03-30', period_day: 1 }
		});
		await on('2027-03-25');
		await issueDue('2027-03-25');
		expect(await subscription(id)).toMatchObject({
			...{ next_period_on: '2027-03-31', next_period_ends_on: null, period_day: 31, due_day: 31 }
		});
	});

	test('what was used before it and not billed yet is billed, what stood still is not', async () => {
		// Due on the 28th, ten days before which the night bills: on 15 February the month is not billed yet.
		const id = await blocked('2027-02-15', '2027-02-20', 10_000, { due_day: 28 });
		// 1 to 14 February: 14 of 28 days; 20 to 28 February: 9 of 28 days, 3214.29.
		expect(await subscription(id)).toMatchObject({
			...{ next_period_on: '2027-02-20', next_period_ends_on: '2027-02-28', cycles_billed: 1 }
		});
		await issueDue('2027-02-20');
		expect((await invoicesOf(id)).map(({ kind, total, due_on }) => [kind, total, due_on])).toEqual([
			['recurring', 10_000, '2027-01-01'],
			['change', 5000, '2027-02-28'],
			['recurring', 3214, '2027-02-28']
		]);
		const { rows } = await db.query(
			`select l.kind, l.description from public.invoice_lines l
			join public.invoices i on i.id = l.invoice_id where i.subscription_id = $1 and i.kind = 'change'`,
			[id]
		);
		expect(rows).toEqual([{ kind: 'proration_charge', description: 'Plano 10000 (14/28)' }]);
		await booksBalance();
	});

	test('what was billed ahead stays as it is: nothing of it is lost, nothing billed twice', async () => {
		const id = await blocked('2027-01-10', '2027-01-20');
		expect(await subscription(id)).toMatchObject({
			...{ next_period_on: '2027-02-01', next_period_ends_on: null }
		});
		expect(await invoicesOf(id)).toHaveLength(1);
	});

	test('the short period survives a billing day and an end that are taken back', async () => {
		const id = await blocked('2027-01-20', '2027-02-10');
		const short = { next_period_on: '2027-02-10', next_period_ends_on: '2027-02-28' };
		for (const [kind, wish] of [
			['billing_day', { day: 20, mode: 'align' }],
			['cancel_at_end', {}]
		] as const) {
			const { change_id } = await done(id, kind, wish);
			await undo(change_id).throwOnError();
			expect(await subscription(id)).toMatchObject({ ...short, cancels_on: null });
		}
		// A second wish in place of the first, and an end in place of both.
		await done(id, 'billing_day', { day: 20, mode: 'align' });
		await done(id, 'billing_day', { day: 25, mode: 'align' });
		const { change_id } = await done(id, 'cancel_at_end');
		await undo(change_id).throwOnError();
		expect(await subscription(id)).toMatchObject(short);
	});
});

describe('renewing', () => {
	test('bills the next period ahead, and what is out of cycles begins again', async () => {
		await on('2027-01-10');
		const id = await running(10_000, { cycles_limit: 2 });
		const { lines, net_cents, period_start } = await done(id, 'renew', { due_on: '2027-01-15' });
		expect([lines.length, net_cents, period_start]).toEqual([1, 10_000, '2027-02-10']);
		expect(await subscription(id)).toMatchObject({
			cycles_billed: 2,
			next_period_on: '2027-03-10'
		});

		expect(await night('2027-03-09', id)).toEqual([]);
		expect(await night('2027-03-10', id)).toEqual(['expired']);
		expect(await subscription(id)).toMatchObject({ status: 'expired', ended_on: '2027-03-10' });

		await on('2027-05-05');
		await done(id, 'renew');
		expect(await subscription(id)).toMatchObject({
			status: 'active',
			ended_on: null,
			cycles_billed: 1,
			period_day: 5,
			next_period_on: '2027-06-05'
		});
		expect((await invoicesOf(id))[2]).toMatchObject({ period_start: '2027-05-05', total: 10_000 });
	});

	test('after a canceled first invoice begins with all that was agreed, on the same day too', async () => {
		await on('2027-01-01');
		const id = await running(10_000, {
			activation: 'on_payment',
			adjustments: [{ kind: 'discount', percent_bps: 1000, cycles: 1 }]
		});
		for (const day of ['2027-01-01', '2027-01-01', '2027-01-02']) {
			await on(day);
			await voidFirst(id);
			const { net_cents, period_start, next } = await done(id, 'renew');
			expect([net_cents, period_start, next[0].total_cents]).toEqual([9000, day, 10_000]);
		}
		await pay(id);
		// It was used, and is not given back with what ended since.
		await on('2027-01-10');
		await done(id, 'cancel');
		for (const times of upTo(2)) {
			if (times > 1) await voidFirst(id);
			expect((await done(id, 'renew')).net_cents).toBe(10_000);
		}
		await booksBalance();
	});

	test('stops a year ahead', async () => {
		await on('2027-01-01');
		const id = await running(10_000, { interval_months: 12 });
		await change(id, 'renew').throwOnError();
		const { error, status } = await change(id, 'renew');
		expect([status, error?.message]).toEqual([409, 'subscription_renewed_far_ahead']);
	});
});

describe('pausing', () => {
	test('bills nothing, and gives the unused paid days back', async () => {
		await on('2027-01-01');
		const id = await running(10_000);
		await on('2027-01-11');
		await done(id, 'pause');
		await on('2027-02-20');
		await issueDue('2027-02-20');
		expect(await invoicesOf(id)).toHaveLength(1);
		// 21 days were left on 11 January; from 20 February they go to 12 March.
		const { paused_days } = await done(id, 'resume');
		expect(paused_days).toBe(40);
		expect(await subscription(id)).toMatchObject({
			status: 'active',
			next_period_on: '2027-03-13',
			period_day: 13,
			due_day: 13
		});
		// And they are worth what they were: 10000 × 21 ÷ 31 = 6774.19
		const { data } = await preview(id, 'cancel', { credits_unused: true }).throwOnError();
		expect(data.net_cents).toBe(-6774);
	});

	test('keeps the billing day until it goes on', async () => {
		await on('2027-01-01');
		const id = await running(10_000);
		await done(id, 'pause');
		const { error } = await change(id, 'billing_day', { day: 20, mode: 'align' });
		expect(error?.message).toBe('subscription_paused');
	});

	test('resumed on the same day it never was', async () => {
		await on('2027-01-01');
		const id = await running(10_000);
		const before = await subscription(id);
		await done(id, 'pause');
		await done(id, 'resume');
		expect(await subscription(id)).toEqual(before);
	});
});

describe('canceling', () => {
	test('at the end of the period: can be undone until the night in which it happens', async () => {
		await on('2027-01-01');
		const id = await running(10_000);
		const first = await done(id, 'cancel_at_end', { reason: 'Mudou de cidade' });
		expect([first.state, first.effective_on, first.next]).toEqual(['scheduled', '2027-02-01', []]);
		await undo(first.change_id).throwOnError();
		expect(await subscription(id)).toMatchObject({ status: 'active', cancels_on: null });

		const second = await done(id, 'cancel_at_end');
		await issueDue('2027-01-31');
		expect(await invoicesOf(id)).toHaveLength(1);
		expect(await night('2027-01-31', id)).toEqual([]);
		expect(await night('2027-02-01', id)).toEqual(['canceled']);
		expect(await subscription(id)).toMatchObject({ status: 'canceled', ended_on: '2027-02-01' });
		const { error } = await undo(second.change_id);
		expect(error?.message).toBe('subscription_change_effective');
	});

	test('now: credits the unused days, and voids what is open', async () => {
		await on('2027-01-01');
		const paid = await running(10_000);
		await pay(paid);
		await done(paid, 'renew');
		await on('2027-01-11');
		const answer = await done(paid, 'cancel', { credits_unused: true, voids_open: true });
		// The open February is voided, of January 21 of 31 days are left.
		expect(answer.voided).toHaveLength(1);
		expect(answer.net_cents).toBe(-6774);
		expect(await creditOf(paid)).toBe(6774);
		expect(await subscription(paid)).toMatchObject({ status: 'canceled', ended_on: '2027-01-11' });
		await booksBalance();

		const plain = await running(10_000);
		const nothing = await done(plain, 'cancel');
		expect([nothing.net_cents, nothing.voided]).toEqual([0, []]);
		expect(await invoicesOf(plain)).toMatchObject([{ status: 'open' }]);
	});
});

describe('stopping before the period that runs was billed', () => {
	/** Due on the 28th, ten days before which the night bills: on 15 February its days are on no invoice. */
	async function unbilled(): Promise<string> {
		await on('2027-01-01');
		const id = await running(10_000, { due_day: 28 });
		await on('2027-02-15');
		return id;
	}
	const used = { kind: 'change', status: 'open', total: 5000, due_on: '2027-02-28' };

	test('now bills the days that were used: 14 of 28', async () => {
		const id = await unbilled();
		const answer = await done(id, 'cancel', { credits_unused: true });
		expect(answer.used).toMatchObject([{ total_cents: 5000, due_on: '2027-02-28' }]);
		expect(answer.net_cents).toBe(0);
		expect((await invoicesOf(id)).slice(1)).toMatchObject([used]);
		await booksBalance();
	});

	test('now, and letting the client off what is open, bills nothing', async () => {
		const id = await unbilled();
		await done(id, 'cancel', { voids_open: true });
		expect(await invoicesOf(id)).toMatchObject([{ status: 'void' }]);
	});

	test('so it does for one that is blocked, whose block ends with the invoice', async () => {
		await on('2027-01-01');
		const id = await running(10_000, { due_day: 28 });
		await block(id, '2027-02-10');
		await on('2027-02-15');
		await done(id, 'cancel', { voids_open: true });
		expect(await invoicesOf(id)).toMatchObject([{ status: 'void' }]);
		expect(await subscription(id)).toMatchObject({ status: 'canceled', ended_on: '2027-02-15' });
		await booksBalance();
	});

	test('and for one that is paused', async () => {
		const id = await unbilled();
		await done(id, 'pause');
		await done(id, 'cancel', { voids_open: true });
		expect(await invoicesOf(id)).toMatchObject([{ status: 'void' }, { status: 'void' }]);
		expect(await subscription(id)).toMatchObject({ status: 'canceled', ended_on: '2027-02-15' });
	});

	test('by a pause bills them, and begins anew when it goes on', async () => {
		const id = await unbilled();
		expect((await done(id, 'pause')).used).toHaveLength(1);
		await on('2027-02-20');
		await done(id, 'resume');
		expect(await subscription(id)).toMatchObject({ next_period_on: '2027-02-20', period_day: 20 });
		expect((await invoicesOf(id)).slice(1)).toMatchObject([used]);
		await booksBalance();
	});

	test('at the end: the period that runs is billed whole, and is the last', async () => {
		const id = await unbilled();
		expect((await done(id, 'cancel_at_end')).effective_on).toBe('2027-03-01');
		await issueDue('2027-02-18');
		expect((await invoicesOf(id)).slice(1)).toMatchObject([
			{ kind: 'recurring', total: 10_000, period_start: '2027-02-01', period_end: '2027-02-28' }
		]);
		expect(await night('2027-02-28', id)).toEqual([]);
		expect(await night('2027-03-01', id)).toEqual(['canceled']);
	});
});

describe('canceling at the end what is blocked', () => {
	/** Due on the 25th, blocked from 10 February on: on the 12th, 1 to 9 February are on no invoice. */
	async function unbilled(): Promise<string> {
		await on('2027-01-01');
		const id = await running(10_000, { due_day: 25 });
		await block(id, '2027-02-10');
		await on('2027-02-12');
		return id;
	}
	// 9 of 28 days: 10000 × 9 ÷ 28 = 3214.29
	const used = { kind: 'change', status: 'open', total: 3214, due_on: '2027-02-25' };

	test('bills the days before the block, as canceling now does, and ends with it', async () => {
		const id = await unbilled();
		const { data: now } = await preview(id, 'cancel').throwOnError();
		const answer = await done(id, 'cancel_at_end');
		expect(answer.used).toEqual(now.used);
		expect([answer.state, answer.effective_on]).toEqual(['scheduled', '2027-02-12']);
		expect((await invoicesOf(id)).slice(1)).toMatchObject([used]);
		expect(await night('2027-02-12', id)).toEqual(['canceled']);
		expect(await subscription(id)).toMatchObject({ ended_on: '2027-02-10' });
		await booksBalance();
	});

	test('bills them once, also when it is taken back or canceled at once', async () => {
		const id = await unbilled();
		const { change_id } = await done(id, 'cancel_at_end');
		expect((await preview(id, 'cancel').throwOnError()).data.used).toEqual([]);
		await undo(change_id).throwOnError();
		await on('2027-02-20');
		await pay(id);
		expect(await subscription(id)).toMatchObject({
			...{ status: 'active', cancels_on: null },
			...{ next_period_on: '2027-02-20', next_period_ends_on: '2027-02-28' }
		});
		expect((await invoicesOf(id)).slice(1)).toMatchObject([used]);
	});

	test('where days without service are billed the period that runs is the last', async () => {
		const id = await unbilled();
		await billWhileSuspended(true);
		expect((await done(id, 'cancel_at_end')).effective_on).toBe('2027-03-01');
		await issueDue('2027-02-18');
		await billWhileSuspended(false);
		expect((await invoicesOf(id)).slice(1)).toMatchObject([
			{ kind: 'recurring', total: 10_000, period_start: '2027-02-01', period_end: '2027-02-28' }
		]);
		expect(await night('2027-03-01', id)).toEqual(['canceled']);
	});
});

describe('discounts and surcharges', () => {
	test('for some periods or always, fixed or a share, until they are ended', async () => {
		await on('2027-01-01');
		const id = await running(10_000);
		const totals = (next: { total_cents: number }[]) => next.map(({ total_cents }) => total_cents);
		const discount = await done(id, 'add_adjustment', {
			kind: 'discount',
			percent_bps: 1050,
			cycles: 2
		});
		// 10.5 % of 100.00
		expect(totals(discount.next)).toEqual([8950, 8950, 10_000]);
		const surcharge = await done(id, 'add_adjustment', { kind: 'surcharge', amount_cents: 199 });
		expect(totals(surcharge.next)).toEqual([9149, 9149, 10_199]);
		const ended = await done(id, 'end_adjustment', { adjustment_id: discount.adjustment_id });
		expect(totals(ended.next)).toEqual([10_199, 10_199, 10_199]);
		const { error } = await change(id, 'end_adjustment', { adjustment_id: discount.adjustment_id });
		expect(error?.message).toBe('adjustment_not_found');
	});
});

describe('a discount for two periods, of which January had the first', () => {
	/** Due on the 25th, ten days before which the night bills: on the 10th nothing of February is billed. */
	async function discounted() {
		await on('2027-01-01');
		const id = await running(10_000, {
			...{ due_day: 25, adjustments: [{ kind: 'discount', amount_cents: 5000, cycles: 2 }] }
		});
		await on('2027-02-10');
		return id;
	}
	// 9 of 28 days at 5000: 1607.14
	const used = [{ total_cents: 1607 }];

	test('goes on with the rest of the period at another price', async () => {
		const id = await discounted();
		const answer = await done(id, 'plan', { plan_id: await plan(20_000) });
		expect(answer.used).toMatchObject(used);
		// 19 of 28 days: 13571.43 less 3392.86
		expect(answer.next.slice(0, 2)).toMatchObject([
			{ total_cents: 13_571 - 3393 },
			{ total_cents: 20_000 }
		]);
	});

	test('is over with days that no rest of the period follows: another length', async () => {
		const id = await discounted();
		const answer = await done(id, 'plan', { plan_id: await plan(20_000), interval_months: 12 });
		expect(answer.used).toMatchObject(used);
		expect(answer.next[0]).toMatchObject({ total_cents: 240_000 });
	});

	test('so is it with another length that begins anew on days that were billed', async () => {
		const id = await discounted();
		await on('2027-01-11');
		const { lines, next } = await done(id, 'plan', {
			...{ plan_id: await plan(20_000), interval_months: 12 }
		});
		// 21 of 31 days at 5000: 3387.10; the year has the second one.
		expect(lines.map((line: Record<string, number>) => line.total_cents)).toEqual([-3387, 235_000]);
		expect(next[0]).toMatchObject({ total_cents: 240_000 });
	});

	test('and a pause', async () => {
		const id = await discounted();
		expect((await done(id, 'pause')).used).toMatchObject(used);
		await on('2027-02-20');
		expect((await done(id, 'resume')).next[0]).toMatchObject({ total_cents: 10_000 });
	});

	test('and an end after which it begins again', async () => {
		const id = await discounted();
		expect((await done(id, 'cancel')).used).toMatchObject(used);
		expect((await done(id, 'renew')).net_cents).toBe(10_000);
	});
});

describe('what dates decide', () => {
	test('a later start, a trial, and the first payment', async () => {
		await on('2027-01-01');
		const trial = await running(10_000, { starts_on: '2027-01-10', trial_days: 7 });
		const waiting = await running(10_000, { starts_on: '2027-01-10', activation: 'on_payment' });
		const paying = await running(10_000, { starts_on: '2027-01-10', activation: 'on_payment' });
		expect(await invoicesOf(trial)).toEqual([]);
		await issueDue('2027-01-01');
		await pay(paying);
		const ids = [trial, waiting, paying];
		const statuses = async () =>
			Promise.all(ids.map(async (id) => (await subscription(id)).status));
		expect(await night('2027-01-09', ...ids)).toEqual([]);
		expect(await statuses()).toEqual(['scheduled', 'scheduled', 'scheduled']);
		expect(await night('2027-01-10', ...ids)).toEqual(['trialing', 'pending', 'active']);
		expect(await statuses()).toEqual(['trialing', 'pending', 'active']);
		await pay(waiting);
		await issueDue('2027-01-10');
		expect(await invoicesOf(trial)).toMatchObject([{ period_start: '2027-01-17' }]);
		expect(await night('2027-01-16', ...ids)).toEqual([]);
		expect(await night('2027-01-17', ...ids)).toEqual(['active']);
		expect(await statuses()).toEqual(['active', 'active', 'active']);
	});

	test('paid on the day that it starts, before its night, it runs at once', async () => {
		await on('2027-01-01');
		const terms = { starts_on: '2027-01-10', activation: 'on_payment' };
		const [early, inTime] = [await running(10_000, terms), await running(10_000, terms)];
		await issueDue('2027-01-01');
		await on('2027-01-09');
		await pay(early);
		expect((await subscription(early)).status).toBe('scheduled');
		await on('2027-01-10');
		await pay(inTime);
		expect((await subscription(inTime)).status).toBe('active');
		expect(await night('2027-01-10', early, inTime)).toEqual(['active']);
	});

	test('money for an invoice that was paid before starts nothing that waits for another one', async () => {
		await on('2027-01-01');
		const id = await running(10_000, {
			...{ starts_on: '2027-01-10', trial_days: 5, activation: 'on_payment', due_day: 20 }
		});
		await on('2027-01-16');
		// A trial that was over on the 15th: the night found two invoices that were not paid.
		await issueDue('2027-01-16');
		await done(id, 'renew');
		await db.query(`update public.subscriptions set status = 'trialing' where id = $1`, [id]);
		const { rows } = await db.query(
			'select id, reseller_id from public.invoices where subscription_id = $1 order by number desc limit 1',
			[id]
		);
		await owner()
			.rpc('record_payment', { request_id: randomUUID(), invoice_id: rows[0].id })
			.throwOnError();
		expect(await night('2027-01-16', id)).toEqual(['pending']);
		await db.query(
			`select app.apply_payment($1, $2, 5000, 'pix', '2027-01-16', 'statement', 'once more')`,
			[rows[0].reseller_id, rows[0].id]
		);
		expect((await subscription(id)).status).toBe('pending');
		expect(await creditOf(id)).toBe(5000);
		await pay(id);
		expect((await subscription(id)).status).toBe('active');
	});

	test('paid while the night ends its trial, it runs: neither leaves it to the other', async () => {
		await on('2027-01-01');
		const id = await running(10_000, { activation: 'on_payment', trial_days: 14 });
		await issueDue('2027-01-10');
		await on('2027-01-15');
		await payer.query('begin');
		await payer.query(
			`select app.apply_payment(i.reseller_id, i.id, 10000, 'pix', '2027-01-15', 'statement', i.id::text)
			from public.invoices i where i.subscription_id = $1`,
			[id]
		);
		await db.query('select app.apply_due_changes($1, $2, 1000)', [tenant.resellerId, '2027-01-15']);
		await payer.query('commit');
		await night('2027-01-16', id);
		expect((await subscription(id)).status).toBe('active');
	});

	test.each<[string, object, string]>([
		['runs, while the night bills its next month', {}, '2027-01-25'],
		['is on trial, while the night ends that', { trial_days: 14 }, '2027-01-15'],
		['is blocked, while the night bills on', {}, '2027-01-25']
	])('paid in full it %s: neither waits for the other for ever', async (what, terms, today) => {
		await on('2027-01-01');
		const id = await running(10_000, { activation: 'on_payment', ...terms });
		await issueDue('2027-01-10');
		if (what.startsWith('runs')) {
			await pay(id);
			await done(id, 'plan', { plan_id: await plan(20_000) });
		}
		if (what.startsWith('is blocked')) {
			await billWhileSuspended(true);
			await block(id, '2027-01-20');
		}
		await on(today);
		const { rows } = await payer.query('select pg_backend_pid() as pid');
		const isWaiting = async () =>
			(await db.query('select cardinality(pg_blocking_pids($1)) as by', [rows[0].pid])).rows[0].by;
		// What the night takes hold of first, whatever it does.
		await db.query('begin');
		await db.query('select from public.subscriptions where id = $1 for no key update', [id]);
		let isPaid = false;
		const paying = payer.query(
			`select app.apply_payment(i.reseller_id, i.id, (app.invoice_charges(i, $2)).due_cents, 'pix', $2, 'statement', i.id::text)
			from public.invoices i where i.subscription_id = $1 and i.payment_status = 'unpaid'`,
			[id, today]
		);
		const answers = Promise.allSettled([paying]).finally(() => (isPaid = true));
		await expect.poll(async () => isPaid || (await isWaiting()) > 0).toBe(true);
		const [steps] = await Promise.allSettled([
			db.query('select app.apply_due_changes($1, $2, 1000, $3), app.issue_due($1, $2, $3)', [
				...[tenant.resellerId, today, [id]]
			])
		]);
		await db.query('commit');
		expect([steps, ...(await answers)]).toMatchObject([
			{ status: 'fulfilled' },
			{ status: 'fulfilled' }
		]);
		expect((await subscription(id)).status).toBe('active');
		const [invoice] = (await invoicesOf(id)).slice(-2);
		expect(invoice.paid).toBeGreaterThanOrEqual(invoice.total);
		await billWhileSuspended(false);
		await booksBalance();
	});

	describe('after a trial', () => {
		/** On trial until 31 January, its first month billed on 22 January. */
		async function onTrial(cents = 10_000): Promise<string> {
			await on('2027-01-01');
			const id = await running(cents, { activation: 'on_payment', trial_days: 31 });
			await on('2027-01-22');
			await issueDue('2027-01-22');
			return id;
		}

		test('it runs once that is paid, whatever a change costs besides', async () => {
			const id = await onTrial();
			await pay(id);
			await on('2027-01-28');
			const wish = { plan_id: await plan(12_000), due_on: '2027-02-10' };
			expect((await done(id, 'plan', wish)).net_cents).toBe(2000);
			expect(await night('2027-02-01', id)).toEqual(['active']);
		});

		test('whose first invoice was canceled it waits for another one', async () => {
			const id = await onTrial();
			await voidFirst(id);
			expect(await night('2027-02-01', id)).toEqual(['pending']);
			await issueDue('2027-02-20');
			expect(await invoicesOf(id)).toHaveLength(1);
			await done(id, 'renew');
			await pay(id);
			expect((await subscription(id)).status).toBe('active');
		});

		test('what costs nothing runs at once', async () => {
			expect(await night('2027-02-01', await onTrial(0))).toEqual(['active']);
		});
	});

	test('what a change costs starts nothing once the first invoice is canceled', async () => {
		await on('2027-01-01');
		const id = await running(10_000, { activation: 'on_payment' });
		await done(id, 'plan', { plan_id: await plan(10_100) });
		await voidFirst(id);
		await pay(id);
		expect((await subscription(id)).status).toBe('pending');
	});

	test('what a change costs starts nothing while the first invoice is open', async () => {
		await on('2027-01-01');
		const id = await running(10_000, { activation: 'on_payment' });
		await done(id, 'plan', { plan_id: await plan(10_100) });
		const payLatest = async () => {
			const { rows } = await db.query(
				`select id from public.invoices where subscription_id = $1 and payment_status = 'unpaid' order by number desc limit 1`,
				[id]
			);
			await owner()
				.rpc('record_payment', { request_id: randomUUID(), invoice_id: rows[0].id })
				.throwOnError();
		};
		await payLatest();
		expect((await subscription(id)).status).toBe('pending');
		await payLatest();
		expect((await subscription(id)).status).toBe('active');
	});

	test('whose first invoice was canceled begins anew with another one', async () => {
		await on('2027-01-01');
		const id = await running(10_000, { activation: 'on_payment' });
		expect((await change(id, 'renew')).error?.message).toBe('subscription_awaits_payment');
		const { rows } = await db.query('select id from public.invoices where subscription_id = $1', [
			id
		]);
		await owner().rpc('void_invoice', { invoice_id: rows[0].id }).throwOnError();
		await on('2027-01-05');
		await done(id, 'renew');
		expect((await invoicesOf(id))[1]).toMatchObject({ total: 10_000, period_start: '2027-01-05' });
		expect((await subscription(id)).status).toBe('pending');
		await pay(id);
		expect((await subscription(id)).status).toBe('active');
	});

	test('a contract ends with its last instalment; the first ones carry the cents', async () => {
		await on('2027-01-01');
		const id = await running(10_000, { contract_total_cents: 100_000, instalments: 3 });
		await done(id, 'renew');
		await done(id, 'renew');
		// 100000 ÷ 3 = 33333.33: one cent more in the first
		expect((await invoicesOf(id)).map(({ total }) => total)).toEqual([33_334, 33_333, 33_333]);
		const { error } = await change(id, 'plan', { plan_id: await plan(1) });
		expect(error?.message).toBe('subscription_is_contract');
		// A month of it costs what its instalment does, from the first to the last.
		const { rows } = await db.query(
			'select monthly_cents from public.subscriptions where id = $1',
			[id]
		);
		expect(rows).toEqual([{ monthly_cents: '33333' }]);
		expect(await night('2027-04-01', id)).toEqual(['expired']);
	});
});

describe('asking', () => {
	test('a preview leaves nothing behind', async () => {
		await on('2027-01-01');
		const id = await running(10_000);
		await on('2027-01-16');
		const traces = async () =>
			(
				await db.query(
					`select (select count(*) from public.invoices where reseller_id = $1) as invoices, (select count(*) from public.subscription_changes where reseller_id = $1) as changes,
						(select count(*) from public.ledger_entries where reseller_id = $1) as ledger, (select count(*) from app.outbox where reseller_id = $1) as outbox,
						(select count(*) from public.audit_entries where reseller_id = $1) as trail, (select value from app.counters where reseller_id = $1 and name = 'invoice') as number,
						(select to_jsonb(s) from public.subscriptions s where id = $2) as subscription`,
					[tenant.resellerId, id]
				)
			).rows[0];
		const before = await traces();
		const plan_id = await plan(20_000);
		const after = await traces();
		await preview(id, 'plan', { plan_id }).throwOnError();
		await preview(id, 'cancel', { credits_unused: true, voids_open: true }).throwOnError();
		await preview(id, 'renew').throwOnError();
		await owner()
			.rpc('preview_subscription', {
				client_id: tenant.clientId,
				plan: { id: plan_id },
				terms: { interval_months: 1 }
			})
			.throwOnError();
		expect(await traces()).toEqual(after);
		expect(after).toMatchObject({ invoices: before.invoices, subscription: before.subscription });
	});

	test('twenty times at once with one request changes once, and answers alike', async () => {
		await on('2027-01-01');
		const id = await running(10_000);
		const plan_id = await plan(20_000);
		const request_id = randomUUID();
		const answers = await Promise.all(
			upTo(20).map(() => change(id, 'plan', { plan_id }, request_id).throwOnError())
		);
		expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
		expect(await invoicesOf(id)).toHaveLength(2);
		const other = await running(10_000);
		const { error, status } = await change(other, 'plan', { plan_id }, request_id);
		expect([status, error?.message]).toEqual([409, 'request_id_reused']);
	});

	test('together with the run bills each period once, whichever comes first', async () => {
		await on('2027-01-01');
		const ids = await Promise.all(upTo(6).map(() => running(10_000)));
		const plan_id = await plan(15_500);
		await on('2027-01-25');
		await Promise.all([
			...ids.map((id) => change(id, 'plan', { plan_id }).throwOnError()),
			issueDue('2027-01-25'),
			issueDue('2027-01-25')
		]);
		await issueDue('2027-01-25');
		for (const id of ids) {
			const invoices = await invoicesOf(id);
			expect(invoices.filter(({ kind }) => kind === 'recurring')).toHaveLength(2);
			// 25 to 31 January cost 7 of 31 days more: 3500 − 2258; and February the new price, however it came about.
			const total = invoices.reduce((cents, one) => cents + one.total, 0);
			expect(total).toBe(10_000 + (3500 - 2258) + 15_500);
		}
		await booksBalance();
	});

	test.each([
		['of nobody', async () => randomUUID(), 'pause', {}, 404, 'subscription_not_found'],
		['to nothing known', () => running(1), 'sell', {}, 422, 'subscription_change_kind_invalid'],
		['with a wish that is none', () => running(1), 'pause', [], 422, 'input_invalid'],
		['that does not stand still', () => running(1), 'resume', {}, 409, 'subscription_not_paused'],
		[
			'to a plan of nobody',
			() => running(1),
			'plan',
			{ plan_id: randomUUID() },
			409,
			'plan_not_available'
		],
		['to no plan', () => running(1), 'plan', {}, 409, 'plan_not_available'],
		['to a word', () => running(1), 'plan', { plan_id: 'x' }, 422, 'input_invalid'],
		[
			'to day 32',
			() => running(1),
			'billing_day',
			{ day: 32 },
			422,
			'subscription_due_day_invalid'
		],
		['to no day', () => running(1), 'billing_day', {}, 422, 'subscription_due_day_invalid'],
		[
			'to a cheque',
			() => running(1),
			'method',
			{ method: 'cheque' },
			422,
			'subscription_method_invalid'
		],
		[
			'to the same method',
			() => running(1),
			'method',
			{ method: null },
			422,
			'subscription_unchanged'
		],
		[
			'by a gift',
			() => running(1),
			'add_adjustment',
			{ kind: 'gift', amount_cents: 1 },
			422,
			'adjustment_kind_invalid'
		],
		[
			'by nothing',
			() => running(1),
			'add_adjustment',
			{ kind: 'discount' },
			422,
			'adjustment_amount_or_percent'
		],
		[
			'by more than all',
			() => running(1),
			'add_adjustment',
			{ kind: 'discount', percent_bps: 10_001 },
			422,
			'adjustment_percent_invalid'
		]
	])(
		'changing one %s is refused by name, and writes nothing',
		async (_, of, kind, wish, status, code) => {
			await on('2027-01-01');
			const id = await of();
			const count = async () =>
				(
					await db.query(
						'select count(*)::int as n from public.subscription_changes where reseller_id = $1',
						[tenant.resellerId]
					)
				).rows[0].n;
			const before = await count();
			for (const answer of [await preview(id, kind, wish), await change(id, kind, wish)])
				expect([answer.status, answer.error?.message]).toEqual([status, code]);
			expect(await count()).toBe(before);
		}
	);

	test('what is ending or has ended is not changed further', async () => {
		await on('2027-01-01');
		const id = await running(10_000);
		const plan_id = await plan(1);
		await change(id, 'cancel_at_end').throwOnError();
		for (const [kind, wish] of [
			['plan', { plan_id }],
			['plan_at_renewal', { plan_id }],
			['renew', {}],
			['billing_day', { day: 3, mode: 'align' }],
			['cancel_at_end', {}]
		] as const) {
			const { error } = await change(id, kind, wish);
			expect([kind, error?.message]).toEqual([kind, 'subscription_is_ending']);
		}
		await change(id, 'cancel').throwOnError();
		const { error } = await change(id, 'pause');
		expect(error?.message).toBe('subscription_ended');
	});

	test('nobody changes what another reseller has', async () => {
		await on('2027-01-01');
		const id = await running(10_000);
		const stranger = await makeTenant(platform, 'elsewhere');
		const of = stranger.staff.owner.db;
		for (const answer of [
			await of.rpc('change_subscription', {
				request_id: randomUUID(),
				subscription_id: id,
				kind: 'pause'
			}),
			await of.rpc('preview_subscription_change', { subscription_id: id, kind: 'pause' })
		])
			expect([answer.status, answer.error?.message]).toEqual([404, 'subscription_not_found']);
	});
});
