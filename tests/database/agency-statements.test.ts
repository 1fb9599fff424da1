import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as books from '../simulation/reseller.ts';
import { makeTenant, type Tenant } from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';
import { createStatementBook, type Issued } from './statement-book.ts';

const db = databaseConnection();
let tenant: Tenant;
let book: Awaited<ReturnType<typeof createStatementBook>>;

beforeAll(async () => {
	tenant = await makeTenant(platform, 'agency');
	book = await createStatementBook(db, tenant, tenant.staff.finance);
});

/** Each story begins without statements, and with nothing that an agency would still have to pay. */
beforeEach(async () => {
	await db.query('delete from public.agency_statements where reseller_id = $1', [
		tenant.resellerId
	]);
	const { rows } = await db.query(
		`select id from public.invoices
		where reseller_id = $1 and payer = 'agency' and status = 'open' and payment_status in ('unpaid', 'partial')`,
		[tenant.resellerId]
	);
	for (const { id } of rows as { id: string }[])
		await book.call('void_invoice', { invoice_id: id, reason: 'outra história' });
	await book.setToday('2026-11-02');
});

interface Split {
	statement: Record<string, unknown>;
	clients: {
		client_id: string;
		amount_cents: number;
		cost_cents: number;
		lines: { kind: string; invoice_id: string; amount_cents: number; applied_cents: number }[];
	}[];
	closable_month: string | null;
}

const agencyClient = (fields: object = {}) => book.client({ payer: 'agency', ...fields });

/** An invoice that the agency pays, issued on a day. */
async function issued(cents: number, on = '2026-10-10', clientId?: string): Promise<Issued> {
	const invoice = await book.issue(clientId ?? (await agencyClient()), cents, '2026-10-26');
	await db.query('update public.invoices set issued_on = $2 where id = $1', [invoice.id, on]);
	await book.setToday('2026-11-02');
	return invoice;
}

const close = async (month: string) =>
	(await book.call<{ statement_id: string }>('close_agency_statement', { month })).statement_id;
const read = (statementId: string | null = null, month: string | null = null) =>
	book.call<Split>('read_agency_statement', { statement_id: statementId, month });
const pay = (statementId: string, more: object = {}) =>
	book.call<{ status: string; settled: number; invoices: number }>('pay_agency_statement', {
		request_id: randomUUID(),
		statement_id: statementId,
		...more
	});

/** kind, amount and what was put to the invoice, by amount. */
async function linesOf(statementId: string) {
	const { clients } = await read(statementId);
	return clients
		.flatMap(({ lines }) => lines)
		.map(({ kind, amount_cents, applied_cents }) => [kind, amount_cents, applied_cents])
		.sort((one, other) => Number(one[1]) - Number(other[1]));
}

async function expectRightBooks(): Promise<void> {
	const { rows } = await db.query('select * from app.check_ledger($1)', [tenant.resellerId]);
	expect(rows).toEqual([]);
}

describe('closing a month', () => {
	test('takes what the agency pays, up to the month’s end, once, with the split per client', async () => {
		const client = await agencyClient({ name: 'Alfa' });
		await issued(1000, '2026-10-10', client);
		await issued(500, '2026-10-31', client);
		await issued(300, '2026-09-15');
		const november = await issued(700, '2026-11-01');
		await book.invoice(9999);
		await book.setToday('2026-11-02');
		const answers = await Promise.all(
			Array.from({ length: 6 }, () =>
				book.call<{ statement_id: string; number: number }>('close_agency_statement', {
					month: '2026-10-17'
				})
			)
		);
		expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
		const { statement, clients } = await read(answers[0]!.statement_id);
		expect(statement).toMatchObject({
			number: 1,
			month: '2026-10-01',
			status: 'open',
			total_cents: 1800,
			invoices: 3,
			clients: 2,
			corrections_cents: 0
		});
		expect(clients.find(({ client_id }) => client_id === client)).toMatchObject({
			amount_cents: 1500,
			lines: [{ amount_cents: 1000 }, { amount_cents: 500 }]
		});
		const { clients: next } = await read(null, '2026-11-01');
		expect(next.flatMap(({ lines }) => lines.map(({ invoice_id }) => invoice_id))).toEqual([
			november.id
		]);
	});

	test('what is shown before is what is closed', async () => {
		await issued(1000);
		await issued(250);
		const before = await read(null, '2026-10-01');
		const after = await read(await close('2026-10-01'));
		expect(after.clients).toEqual(before.clients);
		expect(after.statement.total_cents).toBe(before.statement.total_cents);
	});

	test('goes month by month, the oldest first; numbers follow each other', async () => {
		await issued(100, '2026-08-05');
		await issued(200, '2026-10-05');
		expect((await read()).closable_month).toBe('2026-08-01');
		const first = await close('2026-08-01');
		expect((await read()).closable_month).toBe('2026-10-01');
		const second = await close('2026-10-01');
		expect((await read()).closable_month).toBeNull();
		expect((await read(first)).statement).toMatchObject({ number: 1, total_cents: 100 });
		expect((await read(second)).statement).toMatchObject({ number: 2, total_cents: 200 });
	});

	test('refuses what cannot be', async () => {
		await issued(100);
		expect(await book.refusal('close_agency_statement', { month: '2026-11-01' })).toBe(
			'agency_month_not_over'
		);
		await close('2026-10-01');
		expect(await book.refusal('close_agency_statement', { month: '2026-09-01' })).toBe(
			'agency_month_passed'
		);
		await book.setToday('2026-12-02');
		expect(await book.refusal('close_agency_statement', { month: '2026-11-01' })).toBe(
			'agency_statement_empty'
		);
		expect(await book.refusal('close_agency_statement', { month: null })).toBe(
			'agency_month_required'
		);
	});

	test('tells the cost that is passed on from the margin', async () => {
		const invoice = await issued(1000);
		await db.query(
			`insert into public.invoice_lines (reseller_id, invoice_id, position, kind, description, quantity, unit_cents, total_cents)
			values ($1, $2, 2, 'pass_through', 'Nuvem', 1, 350, 350)`,
			[tenant.resellerId, invoice.id]
		);
		const { statement, clients } = await read(await close('2026-10-01'));
		expect(statement).toMatchObject({ total_cents: 1000, cost_cents: 350 });
		expect(clients).toMatchObject([{ amount_cents: 1000, cost_cents: 350 }]);
	});
});

describe('paying a statement', () => {
	test('pays each invoice exactly once, whoever says so how often', async () => {
		const invoices = [await issued(1000), await issued(2000), await issued(3000)];
		const id = await close('2026-10-01');
		const requestId = randomUUID();
		const people = [tenant.staff.owner, tenant.staff.admin, tenant.staff.finance];
		const answers = await Promise.all(
			people.map((member) =>
				book.call(
					'pay_agency_statement',
					{ request_id: requestId, statement_id: id, paid_on: '2026-11-01', method: 'pix' },
					member
				)
			)
		);
		expect(answers).toEqual(answers.map(() => ({ status: 'paid', settled: 3, invoices: 3 })));
		for (const invoice of invoices) {
			expect(await book.payments(invoice.id)).toMatchObject([
				{ source: 'agency', method: 'pix', paid_on: '2026-11-01', status: 'succeeded' }
			]);
			expect(await book.invoiceOf(invoice.id)).toMatchObject({ payment_status: 'paid' });
		}
		expect(
			await book.refusal('pay_agency_statement', { request_id: randomUUID(), statement_id: id })
		).toBe('agency_statement_paid');
		await expectRightBooks();
	});

	test('in portions, and anybody goes on where it stopped', async () => {
		for (let at = 0; at < 5; at++) await issued(100 + at);
		const id = await close('2026-10-01');
		expect(await pay(id, { most: 2 })).toEqual({ status: 'paying', settled: 2, invoices: 5 });
		expect(await pay(id, { most: 2, paid_on: '2026-10-20' })).toMatchObject({ status: 'paying' });
		expect(await pay(id, { most: 2 })).toEqual({ status: 'paid', settled: 5, invoices: 5 });
		const { rows } = await db.query(
			`select distinct to_char(p.paid_on, 'YYYY-MM-DD') as paid_on from public.agency_statement_lines l
			join public.payments p on p.id = l.payment_id where l.statement_id = $1`,
			[id]
		);
		expect(rows).toEqual([{ paid_on: '2026-11-02' }]);
	});

	test('refuses tomorrow, and a method that is none', async () => {
		await issued(100);
		const id = await close('2026-10-01');
		const given = { request_id: randomUUID(), statement_id: id };
		expect(await book.refusal('pay_agency_statement', { ...given, paid_on: '2026-11-03' })).toBe(
			'payment_in_future'
		);
		expect(await book.refusal('pay_agency_statement', { ...given, method: 'credit' })).toBe(
			'agency_statement_method_invalid'
		);
		expect(await book.refusal('pay_agency_statement', { ...given, request_id: null })).toBe(
			'request_id_required'
		);
		expect(
			await book.refusal('pay_agency_statement', { ...given, statement_id: randomUUID() })
		).toBe('agency_statement_not_found');
	});

	test('taken back, every invoice is open again, and can be paid anew', async () => {
		const invoice = await issued(1000);
		await issued(2000);
		const id = await close('2026-10-01');
		await pay(id);
		const reopen = () => book.call('reopen_agency_statement', { statement_id: id, most: 1 });
		expect(await reopen()).toMatchObject({ status: 'reopening', settled: 1 });
		expect(
			await book.refusal('pay_agency_statement', { request_id: randomUUID(), statement_id: id })
		).toBe('agency_statement_reopening');
		expect(await reopen()).toMatchObject({ status: 'open', settled: 0 });
		expect(await reopen()).toMatchObject({ status: 'open', settled: 0 });
		expect(await book.invoiceOf(invoice.id)).toMatchObject({ payment_status: 'unpaid' });
		await pay(id);
		expect((await book.payments(invoice.id)).map(({ status }) => status)).toEqual([
			'reversed',
			'succeeded'
		]);
		await expectRightBooks();
	});
});

describe('what changes after closing', () => {
	const void_ = (invoice: Issued) =>
		book.call('void_invoice', { invoice_id: invoice.id, reason: 'engano' });

	test('an invoice canceled after closing is a correction on the next statement, once', async () => {
		const [one, other] = [await issued(1000), await issued(400)];
		const october = await close('2026-10-01');
		await void_(one);
		// The statement stays as it was sent.
		expect((await read(october)).statement).toMatchObject({ total_cents: 1400 });
		await issued(900, '2026-11-05');
		await book.setToday('2026-12-02');
		const november = await close('2026-11-01');
		expect(await linesOf(november)).toEqual([
			['correction', -1000, 0],
			['invoice', 900, 0]
		]);
		expect((await read(november)).statement).toMatchObject({
			total_cents: -100,
			corrections_cents: -1000
		});
		expect(await pay(october)).toMatchObject({ status: 'paid' });
		expect(await book.invoiceOf(other.id)).toMatchObject({ payment_status: 'paid' });
		expect(await book.payments(one.id)).toEqual([]);
		await issued(50, '2026-12-01');
		await book.setToday('2027-01-02');
		expect(await linesOf(await close('2026-12-01'))).toEqual([['invoice', 50, 0]]);
	});

	test('what the client paid itself before the statement was, too', async () => {
		const invoice = await issued(1000);
		const october = await close('2026-10-01');
		await book.call('record_payment', {
			request_id: randomUUID(),
			invoice_id: invoice.id,
			amount_cents: 300
		});
		await pay(october);
		expect(await linesOf(october)).toEqual([['invoice', 1000, 700]]);
		await book.setToday('2026-12-02');
		expect(await linesOf(await close('2026-11-01'))).toEqual([['correction', -300, 0]]);
	});

	test('a payment taken back by itself: the invoice is asked for anew', async () => {
		const invoice = await issued(1000);
		await pay(await close('2026-10-01'));
		const { rows } = await db.query('select id from public.payments where invoice_id = $1', [
			invoice.id
		]);
		await book.call('reverse_payment', { payment_id: (rows[0] as { id: string }).id });
		await book.setToday('2026-12-02');
		const november = await close('2026-11-01');
		expect(await linesOf(november)).toEqual([['invoice', 1000, 0]]);
		await pay(november);
		expect(await book.invoiceOf(invoice.id)).toMatchObject({
			payment_status: 'paid',
			paid_cents: 1000
		});
	});

	test('a statement that another one follows is not taken back', async () => {
		await issued(100);
		const october = await close('2026-10-01');
		await pay(october);
		await issued(200, '2026-11-03');
		await book.setToday('2026-12-02');
		await close('2026-11-01');
		expect(await book.refusal('reopen_agency_statement', { statement_id: october })).toBe(
			'agency_statement_followed'
		);
	});
});

test('no other tenant’s statement can be read, paid or taken back', async () => {
	await issued(100);
	const id = await close('2026-10-01');
	const stranger = (await makeTenant(platform, 'other-agency')).staff.owner;
	const given = { statement_id: id };
	expect(await book.refusal('read_agency_statement', given, stranger)).toBe(
		'agency_statement_not_found'
	);
	expect(
		await book.refusal('pay_agency_statement', { ...given, request_id: randomUUID() }, stranger)
	).toBe('agency_statement_not_found');
	expect(await book.refusal('reopen_agency_statement', given, stranger)).toBe(
		'agency_statement_not_found'
	);
});

describe('days that nobody uses any more', () => {
	const one = async <Value>(sql: string, values: unknown[] = []): Promise<Value> => {
		const { rows } = await db.query(`select (${sql}) as answer`, values);
		return rows[0].answer as Value;
	};
	const oneOff = (clientId: string) =>
		one(`public.issue_one_off_invoice($1, $2, $3, '2027-01-20')`, [
			...[randomUUID(), clientId],
			JSON.stringify([{ description: 'x', quantity: 1, unit_cents: 10000 }])
		]);
	const creditOf = (clientId: string) =>
		one<string | null>(
			'select b.credit_cents from public.client_balances b where b.client_id = $1',
			[clientId]
		);

	/** R$ 100,00 for January 2027, canceled on the 11th: 21 of 31 days, 67,74. */
	async function canceled(payer: string, prepare: (clientId: string) => Promise<unknown>) {
		const reseller = await books.makeBillingReseller(db, { clockOn: '2027-01-01' });
		await books.actAs(db, reseller);
		const clientId = await books.addClient(db, reseller, { payer });
		const planId = await books.addPlan(db, reseller, 'A', { monthly_price_cents: 10000 });
		const subscriptionId = await books.subscribe(db, clientId, planId);
		await prepare(clientId);
		await books.setClock(db, reseller, '2027-01-11');
		await one(`public.change_subscription($1, $2, 'cancel', '{"credits_unused": true}')`, [
			...[randomUUID(), subscriptionId]
		]);
		const { statement } = await one<Split>(`public.read_agency_statement(null, '2027-01-01')`);
		const { rows } = await db.query('select * from app.check_ledger($1)', [reseller.id]);
		expect(rows).toEqual([]);
		return { asked: statement.total_cents, credit: Number((await creditOf(clientId)) ?? 0) };
	}

	test('come off what the agency pays for, and are nothing that the client could take', async () => {
		expect(await canceled('agency', () => Promise.resolve())).toEqual({ asked: 3226, credit: 0 });
	});

	test('come off its other invoices too, without what the client has of its own', async () => {
		const given = await canceled('agency', async (clientId) => {
			await oneOff(clientId);
			await one('public.give_credit($1, $2, 5000)', [randomUUID(), clientId]);
			// Nearly paid by the client itself: the subscription's takes 1.000, the other the rest.
			await db.query(
				`select public.record_payment(gen_random_uuid(), i.id, 9000) from public.invoices i
				where i.client_id = $1 and i.kind = 'recurring'`,
				[clientId]
			);
		});
		expect(given).toEqual({ asked: 10000 - 5774, credit: 5000 });
	});

	test('of what the client pays itself are its own', async () => {
		const own = await canceled('client', async (clientId) => {
			await db.query(
				'select public.record_payment(gen_random_uuid(), i.id) from public.invoices i where i.client_id = $1',
				[clientId]
			);
			await db.query(`update public.clients set payer = 'agency' where id = $1`, [clientId]);
			await oneOff(clientId);
		});
		expect(own).toEqual({ asked: 10000, credit: 6774 });
	});
});
