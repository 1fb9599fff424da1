import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import * as books from '../simulation/reseller.ts';
import { databaseConnection } from './platform.ts';

// Worked by hand: each row has its computation, or where it is written down, beside it.

const db = databaseConnection();

async function one<Value>(sql: string, values: unknown[] = []): Promise<Value> {
	const { rows } = await db.query(`select (${sql}) as answer`, values);
	return rows[0].answer as Value;
}

const day = (sql: string, values: unknown[]) => one<string>(`(${sql})::text`, values);
const cents = async (sql: string, values: unknown[]) => Number(await one<string>(sql, values));

describe('days of a month', () => {
	test.each([
		// The agreed day, or the month's last (market.md §3.4: clamped, without drift).
		['2026-01-10', 31, '2026-01-31'],
		['2026-04-01', 31, '2026-04-30'],
		['2026-02-01', 31, '2026-02-28'],
		['2026-02-15', 29, '2026-02-28'],
		['2028-02-01', 29, '2028-02-29'], // divisible by 4
		['2028-02-01', 31, '2028-02-29'],
		['2100-02-01', 29, '2100-02-28'], // a century not divisible by 400 is no leap year
		['2000-02-01', 30, '2000-02-29'], // one that is, is
		['2026-12-31', 1, '2026-12-01']
	])('in the month of %s day %i is %s', async (month, dueDay, expected) => {
		expect(await day('app.due_date_in_month($1, $2)', [month, dueDay])).toBe(expected);
	});

	test.each([
		['31 Jan, monthly, does not drift', '2026-01-31', 1, 31, '2026-02-28 2026-03-31 2026-04-30'],
		['30 Jan, leap year', '2028-01-30', 1, 30, '2028-02-29 2028-03-30 2028-04-30'],
		['29 Feb, yearly', '2028-02-29', 12, 29, '2029-02-28 2030-02-28 2031-02-28 2032-02-29'],
		['2100 has no 29 Feb', '2099-12-31', 1, 31, '2100-01-31 2100-02-28 2100-03-31'],
		['31 Aug, every six months', '2027-08-31', 6, 31, '2028-02-29 2028-08-31 2029-02-28'],
		['30 Nov, every quarter', '2026-11-30', 3, 30, '2027-02-28 2027-05-30 2027-08-30'],
		['31 Dec, every two months', '2026-12-31', 2, 31, '2027-02-28 2027-04-30 2027-06-30'],
		['the first, over a new year', '2026-12-01', 1, 1, '2027-01-01 2027-02-01']
	])('periods after %s', async (_, start, months, periodDay, expected) => {
		let at = start;
		for (const next of expected.split(' ')) {
			at = await day('app.period_after($1, $2, $3)', [at, months, periodDay]);
			expect(at).toBe(next);
		}
	});

	test.each([
		// The first agreed day on or after the period's first day.
		['2026-01-10', 10, '2026-01-10'],
		['2026-01-10', 9, '2026-02-09'],
		['2026-01-10', 31, '2026-01-31'],
		['2026-01-31', 30, '2026-02-28'], // 30 January is before the period, and February ends on the 28th
		['2026-02-28', 31, '2026-02-28'],
		['2028-02-29', 28, '2028-03-28'],
		['2028-02-28', 30, '2028-02-29'],
		['2026-12-31', 1, '2027-01-01']
	])('a period from %s with due day %i is due on %s', async (start, dueDay, expected) => {
		expect(await day('app.due_in_period($1, $2)', [start, dueDay])).toBe(expected);
	});
});

describe('holidays', () => {
	test.each([
		// Easter Sundays as almanacs list them; 22 March and 25 April are the earliest and the latest there can be.
		[2000, '2000-04-23'],
		[2024, '2024-03-31'],
		[2025, '2025-04-20'],
		[2026, '2026-04-05'],
		[2027, '2027-03-28'],
		[2028, '2028-04-16'],
		[2029, '2029-04-01'],
		[2030, '2030-04-21'],
		[2038, '2038-04-25'],
		[2285, '2285-03-22']
	])('Easter of %i is %s', async (year, expected) => {
		expect(await day('app.easter($1)', [year])).toBe(expected);
	});

	test.each([
		// Easter 5 April: Carnaval 48 and 47 days before, Paixão 2 before, Corpus Christi 60 after.
		[2026, '01-01 02-16 02-17 04-03 04-21 05-01 06-04 09-07 10-12 11-02 11-15 11-20 12-25'],
		// Easter 16 April of a leap year: Carnaval falls on 28 and 29 February.
		[2028, '01-01 02-28 02-29 04-14 04-21 05-01 06-15 09-07 10-12 11-02 11-15 11-20 12-25'],
		// Consciência Negra is national by Lei 14.759/2023, so from 2024 on.
		[2023, '01-01 02-20 02-21 04-07 04-21 05-01 06-08 09-07 10-12 11-02 11-15 12-25']
	])('of %i', async (year, expected) => {
		const { rows } = await db.query(
			`select to_char(on_date, 'MM-DD') as day from app.national_holidays($1) order by 1`,
			[year]
		);
		expect(rows.map((row) => row.day).join(' ')).toBe(expected);
	});
});

describe('the last day to pay in time', () => {
	const resellers: Record<string, books.BillingReseller> = {};
	beforeAll(async () => {
		const clockOn = '2026-01-01';
		resellers.plain = await books.makeBillingReseller(db, { clockOn });
		resellers.local = await books.makeBillingReseller(db, {
			clockOn,
			holidays: [{ on: '2027-01-25' }, { on: '2027-01-26' }]
		});
		resellers.works = await books.makeBillingReseller(db, {
			clockOn,
			holidays: [
				{ on: '2026-11-20', isBusiness: true },
				{ on: '2026-11-22', isBusiness: true }
			]
		});
		resellers.calendar = await books.makeBillingReseller(db, {
			clockOn,
			settings: { counts_business_days: false }
		});
	});

	test.each([
		['a Wednesday', 'plain', '2026-11-18', '2026-11-18'],
		['a Saturday', 'plain', '2026-06-13', '2026-06-15'],
		['a Sunday', 'plain', '2026-06-14', '2026-06-15'],
		['a Friday that is a holiday: over the weekend', 'plain', '2026-11-20', '2026-11-23'],
		['Paixão de Cristo', 'plain', '2026-04-03', '2026-04-06'],
		['Saturday of Carnaval: four days to Ash Wednesday', 'plain', '2026-02-14', '2026-02-18'],
		['a Monday that is a holiday', 'plain', '2026-10-12', '2026-10-13'],
		['1 January', 'plain', '2026-01-01', '2026-01-02'],
		[
			'the last day of a year on a Saturday: Saturday, Sunday 1 Jan, Monday',
			'plain',
			'2022-12-31',
			'2023-01-02'
		],
		['29 February on Carnaval Tuesday', 'plain', '2028-02-29', '2028-03-01'],
		['20 November before the law', 'plain', '2023-11-20', '2023-11-20'],
		['20 November since the law', 'plain', '2024-11-20', '2024-11-21'],
		['a local holiday of two days', 'local', '2027-01-25', '2027-01-27'],
		['the same day elsewhere', 'plain', '2027-01-25', '2027-01-25'],
		['a national holiday on which this place works', 'works', '2026-11-20', '2026-11-20'],
		['a Sunday stays one, whatever the table says', 'works', '2026-11-22', '2026-11-23'],
		['calendar days only', 'calendar', '2026-06-13', '2026-06-13']
	])('%s (%s, %s) is %s', async (_, who, dueOn, expected) => {
		expect(await day('app.effective_due_on($1, $2)', [resellers[who]!.id, dueOn])).toBe(expected);
	});
});

describe('amounts', () => {
	test.each([
		[10000, 10, 31, 3226], // 3,225.806
		[9990, 15, 28, 5352], // 5,351.785
		[9990, 14, 28, 4995], // a half to the cent
		[100, 1, 8, 13], // 12.5: half up
		[1, 1, 2, 1], // 0.5: half up
		[1, 1, 3, 0], // 0.333
		[9990, 29, 29, 9990],
		[0, 3, 30, 0],
		[100_000_000_000, 1, 366, 273_224_044] // 273,224,043.71
	])('%i cents for %i of %i days are %i', async (amount, days, ofDays, expected) => {
		expect(await cents('app.prorated($1, $2, $3)', [amount, days, ofDays])).toBe(expected);
	});

	test.each([
		[9990, 1000, 999], // 10 %
		[10990, 250, 275], // 2.5 %: 274.75
		[5, 1000, 1], // 0.5: half up
		[4, 1000, 0], // 0.4
		[12345, 333, 411], // 411.0885
		[9990, 10000, 9990],
		[100_000_000_000, 10000, 100_000_000_000]
	])('of %i cents %i basis points are %i', async (amount, bps, expected) => {
		expect(await cents('app.share_of($1, $2)', [amount, bps])).toBe(expected);
	});

	test.each([
		[100000, 12, '8334 8334 8334 8334 8333 8333 8333 8333 8333 8333 8333 8333'], // 8,333 rest 4
		[1000, 3, '334 333 333'],
		[99999, 2, '50000 49999'],
		[250000, 1, '250000'],
		[11, 12, '1 1 1 1 1 1 1 1 1 1 1 0']
	])('%i cents in %i instalments', async (total, instalments, expected) => {
		const { rows } = await db.query(
			'select app.instalment($1, $2, n::integer) as cents from generate_series(1, $2) n',
			[total, instalments]
		);
		expect(rows.map((row) => row.cents).join(' ')).toBe(expected);
		expect(rows.reduce((sum, row) => sum + Number(row.cents), 0)).toBe(total);
	});

	// market.md §3.4: P × fine + P × interest ÷ 30 × days, on the principal, half up once. CDC art. 52 §1; 2 % and 1 %.
	test.each([
		[10000, 200, 100, 0, false, 0, 0], // not late
		[10000, 200, 100, -5, false, 0, 0], // early
		[10000, 200, 100, 1, false, 200, 3], // 200 + 3.33 = 203.33
		[10000, 200, 100, 30, false, 200, 100],
		[10000, 200, 100, 31, false, 200, 103], // 200 + 103.33
		[10000, 200, 100, 365, false, 200, 1217], // 200 + 1,216.67 = 1,416.67
		[9990, 200, 100, 7, false, 200, 23], // 199.8 + 23.31 = 223.11; the fine alone is 200
		[74, 200, 100, 1, false, 1, 1], // 1.48 + 0.0247 = 1.5047: rounded together it is 2, apart it would be 1
		[75, 200, 100, 1, false, 2, 0], // 1.5 + 0.025 = 1.525
		[1, 200, 100, 1, false, 0, 0], // 0.0203
		[1, 200, 100, 1440, false, 0, 1], // 0.02 + 0.48 = 0.5: half up
		[1, 200, 100, 1439, false, 0, 0], // 0.02 + 0.47967
		[150, 200, 100, 10, true, 0, 1], // fined before; 0.5: half up
		[150, 200, 100, 9, true, 0, 0], // 0.45
		[10000, 0, 100, 1, false, 0, 3],
		[10000, 1000, 0, 90, false, 1000, 0],
		[10000, 0, 0, 90, false, 0, 0],
		// R$ 1 billion: 2,000,000,000 + 121,666,666,666.67 after ten years
		[100_000_000_000, 200, 100, 3650, false, 2_000_000_000, 121_666_666_667],
		// at the highest rates: 10 % and 10 % a month, a hundred years
		[100_000_000_000, 1000, 1000, 36525, false, 10_000_000_000, 12_175_000_000_000]
	])('%i cents at %i and %i bps, %i days late (fined: %s): %i and %i', async (...row) => {
		const [principal, fineBps, interestBps, days, isFined, fine, interest] = row;
		const { rows } = await db.query('select * from app.late_charges($1, $2, $3, $4, $5)', [
			...[principal, fineBps, interestBps, days, isFined]
		]);
		expect(rows[0]).toEqual({ fine_cents: String(fine), interest_cents: String(interest) });
	});
});

describe('an invoice that is late', () => {
	let reseller: books.BillingReseller;
	let clientId: string;
	beforeAll(async () => {
		reseller = await books.makeBillingReseller(db, {
			clockOn: '2026-06-01',
			settings: { credit_auto: false }
		});
		await books.actAs(db, reseller);
		clientId = await books.addClient(db, reseller);
	});

	async function invoiceOf(totalCents: number, dueOn: string): Promise<string> {
		await books.setClock(db, reseller, '2026-06-01');
		const lines = JSON.stringify([{ description: 'x', quantity: 1, unit_cents: totalCents }]);
		const made = await one<{ invoice_id: string }>('public.issue_one_off_invoice($1, $2, $3, $4)', [
			randomUUID(),
			clientId,
			lines,
			dueOn
		]);
		return made.invoice_id;
	}

	async function pay(invoiceId: string, on: string, amount: number | null, waived = false) {
		await books.setClock(db, reseller, on);
		const { payment_id } = await one<{ payment_id: string }>(
			'public.record_payment($1, $2, $3, $4, $5, $6, true)',
			[randomUUID(), invoiceId, amount, 'pix', on, waived]
		);
		const { rows } = await db.query(
			`select p.charges_cents::integer as charges, p.principal_cents::integer as principal, p.excess_cents::integer as excess,
				i.payment_status as status
			from public.payments p join public.invoices i on i.id = p.invoice_id where p.id = $1`,
			[payment_id]
		);
		return rows[0];
	}

	async function asked(invoiceId: string, on: string) {
		const { rows } = await db.query(
			`select a.days_late as days, a.fine_cents::integer as fine, a.interest_cents::integer as interest, a.due_cents::integer as due
			from public.invoices i cross join lateral app.invoice_charges(i, $2) a where i.id = $1`,
			[invoiceId, on]
		);
		return rows[0];
	}

	test('asks for nothing more up to the business day after its due date', async () => {
		const id = await invoiceOf(10000, '2026-06-13'); // a Saturday
		expect(await asked(id, '2026-06-15')).toEqual({ days: 0, fine: 0, interest: 0, due: 10000 });
		// Tuesday is the first day: 200 + 3.33
		expect(await asked(id, '2026-06-16')).toEqual({ days: 1, fine: 200, interest: 3, due: 10203 });
		expect(await pay(id, '2026-06-15', null)).toEqual({
			...{ charges: 0, principal: 10000, excess: 0, status: 'paid' }
		});
	});

	test('takes a partial payment for the charges first, and counts on from it (Código Civil, art. 354)', async () => {
		const id = await invoiceOf(10000, '2026-06-10');
		// 10 days: 200 + 33.33 = 233.33; of R$ 40.00 R$ 2.33 are charges, R$ 37.67 principal
		expect(await pay(id, '2026-06-20', 4000)).toEqual({
			...{ charges: 233, principal: 3767, excess: 0, status: 'partial' }
		});
		expect(await asked(id, '2026-06-20')).toMatchObject({ due: 6233 });
		// 10 days more on 6,233: 20.78; no second fine
		expect(await asked(id, '2026-06-30')).toEqual({ days: 20, fine: 200, interest: 54, due: 6254 });
		expect(await pay(id, '2026-06-30', null)).toEqual({
			...{ charges: 21, principal: 6233, excess: 0, status: 'paid' }
		});
	});

	test('keeps the principal when a payment does not even cover the charges', async () => {
		const id = await invoiceOf(10000, '2026-06-10');
		expect(await pay(id, '2026-06-20', 100)).toEqual({
			...{ charges: 100, principal: 0, excess: 0, status: 'partial' }
		});
		// 10,000 + 233 frozen + 33 (33.33) since − 100
		expect(await asked(id, '2026-06-30')).toEqual({
			days: 20,
			fine: 200,
			interest: 66,
			due: 10166
		});
	});

	test('fines only what was left open on the due date', async () => {
		const id = await invoiceOf(10000, '2026-06-10');
		expect(await pay(id, '2026-06-10', 5000)).toMatchObject({ charges: 0, principal: 5000 });
		// of 5,000: 100 + 1.67 = 101.67
		expect(await asked(id, '2026-06-11')).toEqual({ days: 1, fine: 100, interest: 2, due: 5102 });
	});

	test('paid twice on the same late day asks for no interest twice', async () => {
		const id = await invoiceOf(10000, '2026-06-10');
		await pay(id, '2026-06-20', 4000);
		expect(await pay(id, '2026-06-20', null)).toEqual({
			...{ charges: 0, principal: 6233, excess: 0, status: 'paid' }
		});
	});

	test('charges nothing that is waived, and nothing for money that came in time but was noted late', async () => {
		const waived = await invoiceOf(10000, '2026-06-10');
		expect(await pay(waived, '2026-06-20', null, true)).toEqual({
			...{ charges: 0, principal: 10000, excess: 0, status: 'paid' }
		});
		const noted = await invoiceOf(10000, '2026-06-10');
		await books.setClock(db, reseller, '2026-06-25');
		expect(await pay(noted, '2026-06-09', null)).toMatchObject({ charges: 0, principal: 10000 });
	});

	test('moved to a later due date, costs nothing for the days before that', async () => {
		const id = await invoiceOf(10000, '2026-06-10');
		await pay(id, '2026-06-20', 4000);
		await one('public.change_invoice($1, $2)', [id, '2026-07-10']);
		// 6,233 of principal are left and the fine was taken; of one day 2.08
		expect(await asked(id, '2026-07-10')).toMatchObject({ days: 0, due: 6233 });
		expect(await asked(id, '2026-07-11')).toMatchObject({ days: 1, fine: 200, due: 6235 });
	});

	test('asked for in another way, stays as late as it is', async () => {
		const id = await invoiceOf(10000, '2026-06-10');
		await books.setClock(db, reseller, '2026-06-25');
		const before = await asked(id, '2026-06-25');
		expect(before).toMatchObject({ days: 15, fine: 200 });
		await one('public.change_invoice($1, $2, null)', [id, '2026-06-10']);
		expect(await asked(id, '2026-06-25')).toEqual(before);
		expect(await one('(select method from public.invoices where id = $1)', [id])).toBeNull();
	});

	test('stays refunded when money that came for it afterwards is said never to have come', async () => {
		const id = await invoiceOf(10000, '2026-06-10');
		await pay(id, '2026-06-10', null);
		await db.query(
			`select public.refund_payment(gen_random_uuid(), p.id) from public.payments p where p.invoice_id = $1`,
			[id]
		);
		const late = await one<string>(
			`(select p.id from app.apply_payment($1, $2::uuid, 500, 'pix', '2026-06-11', 'statement', $2::uuid::text) p)`,
			[reseller.id, id]
		);
		await one('public.reverse_payment($1)', [late]);
		const state = 'select i.payment_status from public.invoices i where i.id = $1';
		expect(await one(state, [id])).toBe('refunded');
	});

	test('makes credit of what is too much, charges included', async () => {
		const id = await invoiceOf(10000, '2026-06-10');
		// 200 + 3.33: asks for 10,203
		expect(await pay(id, '2026-06-11', 12000)).toEqual({
			...{ charges: 203, principal: 10000, excess: 1797, status: 'paid' }
		});
	});
});

describe('what a period costs', () => {
	let reseller: books.BillingReseller;
	beforeAll(async () => {
		reseller = await books.makeBillingReseller(db, { clockOn: '2026-02-10' });
		await books.actAs(db, reseller);
		await books.setClock(db, reseller, '2026-02-10');
	});

	async function linesOf(subscriptionId: string): Promise<string[]> {
		const { rows } = await db.query(
			`select l.kind || ' ' || l.quantity || '×' || l.unit_cents as line, sum(l.total_cents) over () = i.total_cents as adds_up
			from public.invoices i join public.invoice_lines l on l.reseller_id = i.reseller_id and l.invoice_id = i.id
			where i.subscription_id = $1 order by i.number desc, l.position`,
			[subscriptionId]
		);
		expect(rows.every((row) => row.adds_up)).toBe(true);
		return rows.map((row) => row.line);
	}

	async function subscribed(
		version: object,
		terms: Record<string, unknown> = {},
		client: Record<string, unknown> = {}
	): Promise<string> {
		const planId = await books.addPlan(db, reseller, 'Plano', { ...version });
		const clientId = await books.addClient(db, reseller, client);
		return books.subscribe(db, clientId, planId, terms);
	}

	async function adjust(subscriptionId: string, adjustments: object[]): Promise<void> {
		await db.query(
			`insert into public.subscription_adjustments (reseller_id, client_id, subscription_id, kind, amount_cents, percent_bps, cycles_left, created_at, request_id)
			select s.reseller_id, s.client_id, s.id, a.kind, a.amount_cents, a.percent_bps, a.cycles_left, now() + n * interval '1 ms', gen_random_uuid()
			from public.subscriptions s, jsonb_array_elements($2) with ordinality j (value, n),
				jsonb_populate_record(null::public.subscription_adjustments, j.value) a
			where s.id = $1`,
			[subscriptionId, JSON.stringify(adjustments)]
		);
	}

	/** Bills the next period, whenever it is due. */
	async function billNext(subscriptionId: string): Promise<string[]> {
		const { rows } = await db.query(
			'select app.issue_invoices(reseller_id, next_period_on, array[id], next_period_on) as ids from public.subscriptions where id = $1',
			[subscriptionId]
		);
		const lines = await db.query(
			`select l.kind || ' ' || l.quantity || '×' || l.unit_cents as line, sum(l.total_cents) over () = i.total_cents as adds_up
			from public.invoices i join public.invoice_lines l on l.reseller_id = i.reseller_id and l.invoice_id = i.id
			where i.id = any ($1) order by l.position`,
			[rows[0].ids]
		);
		expect(lines.rows.every((row) => row.adds_up)).toBe(true);
		return lines.rows.map((row) => row.line);
	}

	test('months times the price, unless the recurrence has a price of its own', async () => {
		const version = {
			monthly_price_cents: 9990,
			pass_through_cents: 1000,
			interval_prices: { 12: 99900, 3: 29000 }
		};
		expect(await linesOf(await subscribed(version, { interval_months: 1 }))).toEqual([
			'plan 1×9990',
			'pass_through 1×1000'
		]);
		expect(await linesOf(await subscribed(version, { interval_months: 6 }))).toEqual([
			'plan 6×9990',
			'pass_through 6×1000'
		]);
		// 99,900 is 12 × 8,325
		expect(await linesOf(await subscribed(version, { interval_months: 12 }))).toEqual([
			'plan 12×8325',
			'pass_through 12×1000'
		]);
		// 29,000 does not divide by three
		expect(await linesOf(await subscribed(version, { interval_months: 3 }))).toEqual([
			'plan 1×29000',
			'pass_through 3×1000'
		]);
	});

	test("with the client's own surcharge and discount per month, never below nothing", async () => {
		const version = { monthly_price_cents: 1000 };
		expect(
			await linesOf(
				await subscribed(
					version,
					{ interval_months: 3 },
					{ discount_cents: 150, surcharge_cents: 99 }
				)
			)
		).toEqual(['plan 3×1000', 'surcharge 3×99', 'discount 3×-150']);
		const free = await subscribed(version, {}, { discount_cents: 5000 });
		expect(await linesOf(free)).toEqual(['plan 1×1000', 'discount 1×-1000']);
		expect(
			await one('select payment_status from public.invoices where subscription_id = $1', [free])
		).toBe('paid');
	});

	test('with adjustments: fixed per period, percent of plan and pass-through cost, for their cycles', async () => {
		const id = await subscribed({ monthly_price_cents: 9990, pass_through_cents: 1000 });
		await adjust(id, [
			{ kind: 'discount', percent_bps: 1000, cycles_left: 2 }, // 10 % of 10,990: 1,099
			{ kind: 'surcharge', percent_bps: 250 }, // 274.75
			{ kind: 'discount', amount_cents: 500, cycles_left: 1 }
		]);
		const plan = ['plan 1×9990', 'pass_through 1×1000', 'surcharge 1×275'];
		expect(await billNext(id)).toEqual([...plan, 'discount 1×-1099', 'discount 1×-500']);
		expect(await billNext(id)).toEqual([...plan, 'discount 1×-1099']);
		expect(await billNext(id)).toEqual(plan);
	});

	test('two discounts of 60 % make it free, not negative: the first is whole', async () => {
		const id = await subscribed({ monthly_price_cents: 9990 });
		await adjust(id, [
			{ kind: 'discount', percent_bps: 6000 },
			{ kind: 'discount', percent_bps: 6000 }
		]);
		// 5,994, and of the second what is left: 3,996
		expect(await billNext(id)).toEqual(['plan 1×9990', 'discount 1×-5994', 'discount 1×-3996']);
	});

	test('a short period by its real days, each line rounded half up', async () => {
		const id = await subscribed(
			{ monthly_price_cents: 9990, pass_through_cents: 1001 },
			{},
			{ discount_cents: 333 }
		);
		await adjust(id, [
			{ kind: 'surcharge', amount_cents: 700 },
			{ kind: 'discount', percent_bps: 1000 }
		]);
		// The next period is 10 March to 9 April, 31 days; its first 5 only, up to 14 March.
		await db.query(
			`update public.subscriptions set next_period_ends_on = '2026-03-14' where id = $1`,
			[id]
		);
		expect(await billNext(id)).toEqual([
			'plan 1×1611', // 9,990 × 5/31 = 1,611.29
			'pass_through 1×161', // 161.45
			'surcharge 1×113', // 112.90
			'discount 1×-54', // 53.71
			'discount 1×-177' // 10 % of 1,772 = 177.2
		]);
		expect(await day('select next_period_on from public.subscriptions where id = $1', [id])).toBe(
			'2026-03-15'
		);
	});

	test('a contract bills its instalments and nothing else', async () => {
		const id = await subscribed(
			{ monthly_price_cents: 9990, pass_through_cents: 1000 },
			{ contract_total_cents: 100_00, instalments: 3 },
			{ discount_cents: 100, surcharge_cents: 50 }
		);
		expect(await linesOf(id)).toEqual(['instalment 1×3334']);
		expect(await billNext(id)).toEqual(['instalment 1×3333']);
		expect(await billNext(id)).toEqual(['instalment 1×3333']);
	});

	test('another recurrence begins a whole period, also when that ends where the old one did', async () => {
		const planId = await books.addPlan(db, reseller, 'Plano', { monthly_price_cents: 9000 });
		const clientId = await books.addClient(db, reseller);
		// 10 February to 9 May, 89 days, for 27,000.
		const id = await books.subscribe(db, clientId, planId, { interval_months: 3 });
		await books.setClock(db, reseller, '2026-04-10');
		const changed = await one<{ lines: { kind: string; total_cents: number }[] }>(
			`public.change_subscription(gen_random_uuid(), $1, 'plan', jsonb_build_object('plan_id', $2::uuid, 'interval_months', 1))`,
			[id, planId]
		);
		await books.setClock(db, reseller, '2026-02-10');
		expect(changed.lines.map(({ kind, total_cents }) => `${kind} ${total_cents}`)).toEqual([
			'proration_credit -9101', // 27,000 × 30/89 = 9,101.12
			'proration_charge 9000' // 10 April to 9 May is a whole month
		]);
	});

	test('a short period that a pause comes into is as short afterwards', async () => {
		const id = await subscribed({ monthly_price_cents: 9000 });
		// Billed up to 9 March; 10 to 19 March is the short one.
		await db.query(
			`update public.subscriptions set next_period_ends_on = '2026-03-19' where id = $1`,
			[id]
		);
		const change = 'public.change_subscription(gen_random_uuid(), $1, $2)';
		await books.setClock(db, reseller, '2026-03-01');
		await one(change, [id, 'pause']);
		await books.setClock(db, reseller, '2026-03-06');
		await one(change, [id, 'resume']);
		await books.setClock(db, reseller, '2026-02-10');
		// Five days later both, and the month of the 15th has 31 days: 9,000 × 10/31 = 2,903.23
		expect(await billNext(id)).toEqual(['plan 1×2903']);
		const next = 'select next_period_on from public.subscriptions where id = $1';
		expect(await day(next, [id])).toBe('2026-03-25');
	});

	test('what a month of it costs, whatever the recurrence, half up', async () => {
		const id = await subscribed(
			{ monthly_price_cents: 9990, interval_prices: { 12: 99905 } },
			{ interval_months: 12 }
		);
		// 99,905 ÷ 12 = 8,325.42
		expect(await cents('select monthly_cents from public.subscriptions where id = $1', [id])).toBe(
			8325
		);
	});
});
