import { randomUUID } from 'node:crypto';
import { createClient } from '@supabase/supabase-js';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { renderMail } from '../../supabase/functions/_shared/mail/render.ts';
import { makeTenant, onboard, type Tenant } from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';

const db = databaseConnection();
let tenant: Tenant;
const owner = () => tenant.staff.owner.db;
const stranger = () =>
	createClient(platform.apiUrl, platform.publishableKey, { auth: { persistSession: false } });

beforeAll(async () => {
	tenant = await makeTenant(platform, 'pays');
});

afterEach(async () => {
	// Whatever was done: the ledger and the books say the same.
	const { rows } = await db.query('select * from app.check_ledger($1)', [tenant.resellerId]);
	expect(rows).toEqual([]);
});

/** Sets the reseller's calendar. */
const today = (date: string) =>
	db.query('update public.resellers set test_clock_on = $2 where id = $1', [
		tenant.resellerId,
		date
	]);

async function client(): Promise<string> {
	await today('2026-12-01');
	return (await onboard(owner(), `Padaria ${randomUUID().slice(0, 8)}`)).clientId;
}

/** R$ 100,00 due on a Thursday, issued on 1 December 2026. */
async function invoice(clientId: string, cents = 10000, dueOn = '2026-12-10'): Promise<string> {
	await today('2026-12-01');
	const { data } = await owner()
		.rpc('issue_one_off_invoice', {
			request_id: randomUUID(),
			client_id: clientId,
			lines: [{ description: 'Instalação', quantity: 1, unit_cents: cents }],
			due_on: dueOn
		})
		.throwOnError();
	return data.invoice_id;
}

const pay = (invoiceId: string, changes: object = {}) =>
	owner().rpc('record_payment', {
		request_id: randomUUID(),
		invoice_id: invoiceId,
		method: 'pix',
		...changes
	});

async function shown(invoiceId: string) {
	const { data } = await owner().rpc('show_invoice', { invoice_id: invoiceId }).throwOnError();
	return data;
}

const credit = async (clientId: string) => {
	const { data } = await owner()
		.from('client_balances')
		.select('credit_cents')
		.eq('client_id', clientId)
		.maybeSingle()
		.throwOnError();
	return data?.credit_cents ?? 0;
};

describe('paying late', () => {
	// By hand, P × (2 % + 1 % ÷ 30 × days), rounded half up once; the fine is P × 2 %, interest the rest.
	// 10 December 2026 is a Thursday, the 12th a Saturday, 31 October a Saturday before All Souls' (2 November, a holiday).
	test.each([
		// paid in time
		['2026-12-10', '2026-12-10', 10000, 0, 0],
		// the first day: 2.00 + 100 × 0.000333… = 2.0333 → 2.03
		['2026-12-10', '2026-12-11', 10000, 200, 3],
		// a week: 2.00 + 0.2333 = 2.2333 → 2.23
		['2026-12-10', '2026-12-17', 10000, 200, 23],
		// 15 days: 129.90 × (0.02 + 0.005) = 3.2475 → 3.25; the fine 2.598 → 2.60
		['2026-12-10', '2026-12-25', 12990, 260, 65],
		// one cent, late by a day: 0.0203 of a cent → nothing
		['2026-12-10', '2026-12-11', 1, 0, 0],
		// due on a Saturday: Monday is in time (Código Civil, art. 132 §1) …
		['2026-12-12', '2026-12-14', 10000, 0, 0],
		// … and Tuesday is one day late
		['2026-12-12', '2026-12-15', 10000, 200, 3],
		// a Friday that is Christmas: Monday the 28th is in time
		['2026-12-25', '2026-12-28', 10000, 0, 0]
	])(
		'due %s, paid %s: %i cents, fine %i, interest %i',
		async (due, paid, cents, fine, interest) => {
			const invoiceId = await invoice(await client(), cents, due);
			await today('2026-12-31');
			const { data: preview } = await owner()
				.rpc('preview_payment', { invoice_id: invoiceId, on_date: paid })
				.throwOnError();
			expect(preview).toMatchObject({
				...{ fine_cents: fine, interest_cents: interest },
				open_cents: cents + fine + interest
			});

			await pay(invoiceId, { paid_on: paid }).throwOnError();
			expect(await shown(invoiceId)).toMatchObject({
				...{ status: 'paid', open_cents: 0, paid_cents: cents + fine + interest },
				...{ frozen_fine_cents: fine, frozen_interest_cents: interest },
				payments: [{ principal_cents: cents, charges_cents: fine + interest, excess_cents: 0 }]
			});
		}
	);

	test('a part of it pays the charges first, and the rest goes on without another fine', async () => {
		const invoiceId = await invoice(await client());
		await today('2026-12-17');
		await pay(invoiceId, { amount_cents: 5000 }).throwOnError();
		// 223 of charges, so 47.77 of the principal; 52.23 stay.
		expect(await shown(invoiceId)).toMatchObject({
			...{ status: 'overdue', open_cents: 5223, charges_paid_cents: 223 },
			payments: [{ principal_cents: 4777, charges_cents: 223 }]
		});
		// Ten days more: 52.23 × 1 % ÷ 30 × 10 = 0.1741 → 0.17, interest alone.
		await today('2026-12-27');
		expect(await shown(invoiceId)).toMatchObject({
			...{ open_cents: 5240, fine_cents: 200, interest_cents: 40 },
			interest_from: '2026-12-17'
		});
		await pay(invoiceId).throwOnError();
		expect(await shown(invoiceId)).toMatchObject({ status: 'paid', paid_cents: 10240 });
	});

	test('charges that are waived are not asked for; what was frozen before is', async () => {
		const invoiceId = await invoice(await client());
		await today('2026-12-17');
		await pay(invoiceId, { charges_waived: true }).throwOnError();
		expect(await shown(invoiceId)).toMatchObject({ status: 'paid', paid_cents: 10000 });
	});

	test('what is said of a day is written by nobody', async () => {
		const invoiceId = await invoice(await client());
		await today('2026-12-17');
		// How far its mail has come changes by itself.
		const still = async () => ({ ...(await shown(invoiceId)), mails: null });
		const before = await still();
		for (const on of ['2026-12-09', '2026-12-18', '2027-06-01'])
			await owner().rpc('preview_payment', { invoice_id: invoiceId, on_date: on }).throwOnError();
		expect(await still()).toEqual(before);
		const { error } = await owner().rpc('preview_payment', {
			...{ invoice_id: invoiceId, on_date: '1900-01-01' }
		});
		expect(error?.message).toBe('payment_date_invalid');
	});
});

describe('too much', () => {
	test('is refused, or kept as credit that pays the next invoice by itself', async () => {
		const clientId = await client();
		const invoiceId = await invoice(clientId);
		const { error } = await pay(invoiceId, { amount_cents: 10001 });
		expect([error?.message, JSON.parse(error?.details ?? '{}')]).toEqual([
			'payment_exceeds_open',
			{ open_cents: 10000 }
		]);
		await pay(invoiceId, { amount_cents: 13000, keeps_excess: true }).throwOnError();
		expect(await credit(clientId)).toBe(3000);

		const next = await shown(await invoice(clientId, 5000));
		expect(next).toMatchObject({ status: 'partial', open_cents: 2000, paid_cents: 3000 });
		expect(next.payments[0]).toMatchObject({ kind: 'credit', amount_cents: 3000 });
		expect(await credit(clientId)).toBe(0);
	});

	test('undoing the payment takes the credit back, unless it is spent', async () => {
		const clientId = await client();
		const invoiceId = await invoice(clientId);
		await pay(invoiceId, { amount_cents: 13000, keeps_excess: true }).throwOnError();
		const [payment] = (await shown(invoiceId)).payments;
		const second = await invoice(clientId, 1000);
		const { error } = await owner().rpc('reverse_payment', { payment_id: payment.id });
		expect(error?.message).toBe('client_credit_insufficient');

		// The credit comes back with the payment that used it.
		const [used] = (await shown(second)).payments;
		await owner().rpc('reverse_payment', { payment_id: used.id }).throwOnError();
		await owner().rpc('reverse_payment', { payment_id: payment.id }).throwOnError();
		expect(await credit(clientId)).toBe(0);
		expect(await shown(invoiceId)).toMatchObject({ open_cents: 10000, status: 'awaiting' });
	});
});

describe('the way back', () => {
	test('an undone payment never was: charges thaw, and count again as of the day', async () => {
		const invoiceId = await invoice(await client());
		await today('2026-12-17');
		await pay(invoiceId).throwOnError();
		const [payment] = (await shown(invoiceId)).payments;
		const undo = () =>
			owner().rpc('reverse_payment', { payment_id: payment.id, reason: 'Devolvido pelo banco' });
		await undo().throwOnError();
		await undo().throwOnError();
		expect(await shown(invoiceId)).toMatchObject({
			...{ status: 'overdue', paid_cents: 0, frozen_fine_cents: 0, open_cents: 10223 },
			payments: [{ status: 'reversed', reason: 'Devolvido pelo banco' }]
		});
	});

	test('the payments after one that never was are divided as they would have been without it', async () => {
		const invoiceId = await invoice(await client());
		await today('2026-12-17');
		await pay(invoiceId, { amount_cents: 5000 }).throwOnError();
		await today('2026-12-27');
		await pay(invoiceId, { amount_cents: 1000 }).throwOnError();
		const first = (await shown(invoiceId)).payments.at(-1);
		await owner().rpc('reverse_payment', { payment_id: first.id }).throwOnError();
		// 17 days late when R$ 10,00 came: 100 × (2 % + 1 % ÷ 30 × 17) = 2.5667 → 2.57, so 7.43 of the principal.
		const { payments, ...after } = await shown(invoiceId);
		expect(payments.find(({ status }: { status: string }) => status === 'succeeded')).toMatchObject(
			{ amount_cents: 1000, charges_cents: 257, principal_cents: 743 }
		);
		expect(after).toMatchObject({
			...{ frozen_fine_cents: 200, frozen_interest_cents: 57, charges_paid_cents: 257 },
			...{ paid_cents: 1000, open_cents: 9257, interest_from: '2026-12-27' }
		});
	});

	test('what came too much after it comes back from the credit, as far as that is not spent', async () => {
		for (const spent of [0, 4000]) {
			const clientId = await client();
			const invoiceId = await invoice(clientId);
			await pay(invoiceId, { amount_cents: 9000 }).throwOnError();
			await pay(invoiceId, { amount_cents: 8000, keeps_excess: true }).throwOnError();
			expect(await credit(clientId)).toBe(7000);
			if (spent > 0) await invoice(clientId, spent);
			const first = (await shown(invoiceId)).payments.at(-1);
			await owner().rpc('reverse_payment', { payment_id: first.id }).throwOnError();
			// Of the 80.00 that are left all go to the invoice, or what is not spent elsewhere.
			expect(await shown(invoiceId)).toMatchObject({
				...{ status: 'partial', paid_cents: 8000 - spent, open_cents: 2000 + spent }
			});
			expect(await credit(clientId)).toBe(0);
		}
	});

	test('charges that a later payment waived stay waived', async () => {
		const invoiceId = await invoice(await client());
		await today('2026-12-17');
		await pay(invoiceId, { amount_cents: 3000 }).throwOnError();
		await today('2026-12-27');
		await pay(invoiceId, { amount_cents: 2000, charges_waived: true }).throwOnError();
		const first = (await shown(invoiceId)).payments.at(-1);
		await owner().rpc('reverse_payment', { payment_id: first.id }).throwOnError();
		expect(await shown(invoiceId)).toMatchObject({
			...{ frozen_fine_cents: 0, frozen_interest_cents: 0, paid_cents: 2000 }
		});
	});

	test('money of a paid invoice goes back in parts, to the last cent and no further', async () => {
		const invoiceId = await invoice(await client());
		await pay(invoiceId, { amount_cents: 4000 }).throwOnError();
		const [part] = (await shown(invoiceId)).payments;
		const refund = (changes: object) =>
			owner().rpc('refund_payment', {
				...{ request_id: randomUUID(), payment_id: part.id },
				...changes
			});
		expect((await refund({})).error?.message).toBe('refund_of_open_invoice');
		await pay(invoiceId).throwOnError();

		const request_id = randomUUID();
		await refund({ request_id, amount_cents: 1500 }).throwOnError();
		await refund({ request_id, amount_cents: 1500 }).throwOnError();
		expect(await shown(invoiceId)).toMatchObject({ status: 'paid', refunded_cents: 1500 });
		expect((await refund({ amount_cents: 2501 })).error?.message).toBe('refund_exceeds_payment');
		await refund({}).throwOnError();
		const rest = (await shown(invoiceId)).payments.find(
			({ amount_cents }: { amount_cents: number }) => amount_cents === 6000
		);
		await refund({ payment_id: rest.id }).throwOnError();
		expect(await shown(invoiceId)).toMatchObject({ status: 'refunded', refunded_cents: 10000 });
	});

	test('a canceled invoice gives what was paid of it to the client', async () => {
		const clientId = await client();
		const invoiceId = await invoice(clientId);
		await today('2026-12-17');
		await pay(invoiceId, { amount_cents: 4000 }).throwOnError();
		await owner()
			.rpc('void_invoice', { invoice_id: invoiceId, reason: 'Combinado' })
			.throwOnError();
		expect(await shown(invoiceId)).toMatchObject({
			...{ status: 'canceled', open_cents: 0, void_reason: 'Combinado' }
		});
		expect(await credit(clientId)).toBe(4000);
		const trail = await owner()
			.from('audit_entries')
			.select('after')
			.eq('table_name', 'void_reasons')
			.eq('row_key', invoiceId)
			.single()
			.throwOnError();
		expect(trail.data.after).toMatchObject({ void_reason: 'Combinado' });
	});

	test("of a canceled invoice only what was kept of it is the client's", async () => {
		const clientId = await client();
		const invoiceId = await invoice(clientId);
		const first = await pay(invoiceId, { amount_cents: 5000 }).throwOnError();
		const second = await pay(invoiceId).throwOnError();
		const [refunded, reversed] = [first.data.payment_id, second.data.payment_id];
		await owner()
			.rpc('refund_payment', { request_id: randomUUID(), payment_id: refunded, amount_cents: 3000 })
			.throwOnError();
		await owner().rpc('reverse_payment', { payment_id: reversed }).throwOnError();
		await owner().rpc('void_invoice', { invoice_id: invoiceId }).throwOnError();
		// 50,00 stayed paid, and 30,00 of it went back.
		expect(await credit(clientId)).toBe(2000);
	});

	test('a payment stays that a refunded one after it would have had nothing to pay without', async () => {
		const clientId = await client();
		const invoiceId = await invoice(clientId);
		const paid = async (amount_cents: number): Promise<string> =>
			(await pay(invoiceId, { amount_cents }).throwOnError()).data.payment_id;
		const reverse = (payment_id: string) => owner().rpc('reverse_payment', { payment_id });
		const give = (amount_cents: number) =>
			owner()
				.rpc('give_credit', { request_id: randomUUID(), client_id: clientId, amount_cents })
				.throwOnError();
		const [most, rest] = [await paid(9000), await paid(1000)];
		await db.query(
			`select app.apply_payment($1, $2, 10000, 'pix', '2026-12-01', 'statement', $3)`,
			[tenant.resellerId, invoiceId, randomUUID()]
		);
		// What came twice was paid out, so it does not step in for the one that never was.
		await give(-10_000);
		await reverse(most).throwOnError();
		const refunded = await paid(9000);
		await owner()
			.rpc('refund_payment', { request_id: randomUUID(), payment_id: refunded })
			.throwOnError();
		// Now it would step in, and pay all that the refunded one paid.
		await give(10_000);
		expect((await reverse(rest)).error?.message).toBe('payment_not_reversible');
		await give(-10_000);
		await reverse(rest).throwOnError();
	});

	test('credit is given, put to an invoice by hand, and paid out, never below zero', async () => {
		const clientId = await client();
		const invoiceId = await invoice(clientId);
		const give = (amount_cents: number) =>
			owner().rpc('give_credit', { request_id: randomUUID(), client_id: clientId, amount_cents });
		await give(2500).throwOnError();
		await owner()
			.rpc('apply_credit', { request_id: randomUUID(), invoice_id: invoiceId })
			.throwOnError();
		expect(await shown(invoiceId)).toMatchObject({ open_cents: 7500, status: 'partial' });
		await give(700).throwOnError();
		await give(-700).throwOnError();
		expect((await give(-1)).error?.message).toBe('client_credit_insufficient');
	});

	test('every figure is a sum of entries', async () => {
		const invoiceId = await invoice(await client());
		await today('2026-12-17');
		await pay(invoiceId).throwOnError();
		const { ledger } = await shown(invoiceId);
		expect(
			ledger.map((entry: { debit: string; credit: string; amount_cents: number }) => [
				...[entry.debit, entry.credit, entry.amount_cents]
			])
		).toEqual([
			['receivable', 'revenue', 10000],
			['receivable', 'charges', 223],
			['cash', 'receivable', 10223]
		]);
	});
});

describe('the public link', () => {
	const open = async (token: string) =>
		(await stranger().rpc('show_payable', { token }).throwOnError()).data;

	test('shows what a payer needs as of today, and nothing else of anybody', async () => {
		const clientId = await client();
		await db.query(
			`update public.clients set document = '12ABC34501DE35', person_type = 'company', street = 'Rua Secreta' where id = $1`,
			[clientId]
		);
		const invoiceId = await invoice(clientId);
		await today('2026-12-17');
		const { pay_token: token } = await shown(invoiceId);
		expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
		const payable = await open(token);
		expect(payable).toMatchObject({
			...{ status: 'overdue', open_cents: 10223, days_late: 7, on_date: '2026-12-17' },
			pix: { merchant_name: 'Merchant' }
		});
		expect(Object.keys(payable).sort()).toEqual(
			[
				...['charge', 'charges_cents', 'client_name', 'days_late', 'due_on', 'effective_due_on'],
				...['fine_bps', 'fine_cents', 'interest_bps', 'interest_cents', 'interest_from'],
				...['issued_on', 'lines', 'locale', 'number', 'on_date', 'open_cents', 'paid_cents'],
				...['paid_on', 'period_end', 'period_start', 'pix', 'pix_txid', 'refunded_cents'],
				...['reseller', 'status', 'takes_reminders', 'total_cents']
			].sort()
		);
		for (const secret of ['12ABC34501DE35', 'Rua Secreta', '@client.example', '5511987654321'])
			expect(JSON.stringify(payable)).not.toContain(secret);

		await pay(invoiceId).throwOnError();
		expect(await open(token)).toMatchObject({
			...{ status: 'paid', open_cents: 0, pix: null, paid_on: '2026-12-17' }
		});
	});

	test('leads nowhere when it is changed in any way, and once it was replaced', async () => {
		const invoiceId = await invoice(await client());
		const { pay_token: token } = await shown(invoiceId);
		const wrong = [
			...['', 'x', `${token}A`, token.slice(1), token.toLowerCase(), `${token}=`, "' or 1=1 --"],
			// Another key, and the same bits written otherwise.
			`${token.slice(0, 30)}${token[30] === 'A' ? 'B' : 'A'}${token.slice(31)}`,
			`${token.slice(0, 42)}${String.fromCharCode(token.charCodeAt(42) + 1)}`
		];
		for (const one of wrong) expect(await open(one)).toBeNull();

		const { data } = await owner().rpc('rotate_pay_link', { invoice_id: invoiceId }).throwOnError();
		expect(await open(token)).toBeNull();
		expect((await open(data.token)).open_cents).toBe(10000);
		expect((await shown(invoiceId)).pay_link_renewed_at).not.toBeNull();
		const { data: trail } = await owner()
			.from('audit_entries')
			.select('actor_id, after')
			.eq('table_name', 'invoices')
			.eq('row_key', invoiceId)
			.eq('operation', 'update')
			.throwOnError();
		expect(trail).toEqual([
			{
				actor_id: tenant.staff.owner.personId,
				after: { pay_link_renewed_at: expect.any(String) }
			}
		]);
	});

	test('declines reminders, takes them again, and says who did', async () => {
		const clientId = await client();
		const { pay_token: token } = await shown(await invoice(clientId));
		const set = async (wanted: boolean | null, one_click = false) =>
			(await stranger().rpc('set_reminders_by_link', { token, wanted, one_click }).throwOnError())
				.data;
		expect(await set(null)).toMatchObject({ takes_reminders: true });
		expect(await set(false, true)).toMatchObject({ takes_reminders: false });
		expect(await set(false)).toMatchObject({ takes_reminders: false });
		expect((await open(token)).takes_reminders).toBe(false);
		const { data: optouts } = await owner()
			.from('client_mail_optouts')
			.select('source')
			.eq('client_id', clientId)
			.throwOnError();
		expect(optouts).toEqual([{ source: 'one_click' }]);
		expect(
			(await stranger().rpc('set_client_reminders', { client_id: clientId, wanted: true })).error
		).not.toBeNull();
		await owner().rpc('set_client_reminders', { client_id: clientId, wanted: true }).throwOnError();
		expect(await set(null)).toMatchObject({ takes_reminders: true });
		const { data } = await stranger()
			.rpc('set_reminders_by_link', { token: 'x', wanted: false })
			.throwOnError();
		expect(data).toBeNull();
	});
});

describe('mails', () => {
	test('each is written from what the database gives, with the amounts of the day', async () => {
		const invoiceId = await invoice(await client());
		await today('2026-12-17');
		const dataOf = async (template: string) => {
			const { rows } = await db.query('select app.invoice_mail_data($1, $2) as data', [
				JSON.stringify({ invoice_id: invoiceId }),
				template
			]);
			return rows[0].data;
		};
		for (const template of ['invoice', 'overdue', 'blocked', 'restored', 'reminder']) {
			const mail = await renderMail(template, await dataOf(template));
			expect(mail.text, template).toContain('102,23');
			expect(mail.text, template).toContain(`/pay/${(await shown(invoiceId)).pay_token}`);
			expect(mail.unsubscribe !== undefined, template).toBe(template === 'reminder');
		}
		await pay(invoiceId).throwOnError();
		const receipt = await renderMail('receipt', await dataOf('receipt'));
		expect(receipt.text).toMatch(/Valor pago: R\$ 102,23/);
	});

	test('one is sent again once per request, by somebody, and only if it says what is true', async () => {
		const invoiceId = await invoice(await client());
		const request_id = randomUUID();
		const send = (changes: object = {}) =>
			owner().rpc('resend_invoice_mail', {
				...{ request_id, invoice_id: invoiceId, template: 'invoice' },
				...changes
			});
		const answers = await Promise.all([send(), send(), send()]);
		expect(answers.map(({ data }) => data)).toEqual(Array(3).fill({ mail_id: request_id }));
		const mails = async () => (await shown(invoiceId)).mails;
		expect(await mails()).toHaveLength(2);
		expect((await mails())[1]).toMatchObject({
			...{ id: request_id, template: 'invoice', problem: null },
			requested_by: expect.stringContaining('owner of')
		});
		for (const template of ['receipt', 'poem'])
			expect((await send({ request_id: randomUUID(), template })).error?.message).toBe(
				'invoice_mail_pointless'
			);
		for (let count = 2; count < 10; count++)
			await send({ request_id: randomUUID() }).throwOnError();
		expect((await send({ request_id: randomUUID() })).error?.message).toBe(
			'invoice_mails_too_many'
		);
	});

	test('paid, taken back and paid again: each payment has its receipt', async () => {
		const invoiceId = await invoice(await client());
		const receipts = async () =>
			(await shown(invoiceId)).mails.filter(
				({ template }: { template: string }) => template === 'receipt'
			);
		// The worker does not see it before its time.
		await db.query(`do $$ begin
			perform app.apply_payment('${tenant.resellerId}', '${invoiceId}', 10000, 'pix', '2026-12-02', 'manual');
			update app.outbox set due_at = now() + interval '1 hour' where unique_key = 'receipt:${invoiceId}';
		end $$`);
		const reverse = async () => {
			const { payments } = await shown(invoiceId);
			await owner()
				.rpc('reverse_payment', { payment_id: payments[0].id, reason: 'devolvido' })
				.throwOnError();
		};
		await reverse();
		// One that had not left says what is not true any more.
		expect(await receipts()).toMatchObject([{ state: 'parked', problem: 'withdrawn' }]);
		await pay(invoiceId).throwOnError();
		await db.query(
			`update public.invoice_mails set state = 'sent' where invoice_id = $1 and template = 'receipt' and state <> 'parked'`,
			[invoiceId]
		);
		await reverse();
		await pay(invoiceId).throwOnError();
		expect(await receipts()).toHaveLength(3);
		expect((await receipts())[1]).toMatchObject({ problem: null });
	});

	test('what became pointless before it left does not leave', async () => {
		const clientId = await client();
		const invoiceId = await invoice(clientId);
		const other = await invoice(clientId);
		// In one transaction each, so that the worker does not see them before their time.
		const queue = (id: string, template: string) =>
			db.query(`do $$ begin
				perform app.mail_about_invoices('${tenant.resellerId}', array['${id}']::uuid[], '${template}', ':' || gen_random_uuid());
				update app.outbox set due_at = now() + interval '1 hour'
				where template = '${template}' and payload ->> 'invoice_id' = '${id}';
			end $$`);
		await queue(invoiceId, 'overdue');
		await queue(other, 'reminder');
		await queue(other, 'overdue');
		await pay(invoiceId).throwOnError();
		const { pay_token: token } = await shown(other);
		await stranger().rpc('set_reminders_by_link', { token, wanted: false }).throwOnError();
		await db.query(`do $$ begin
			update app.outbox set due_at = now()
			where template in ('reminder', 'overdue') and payload ->> 'invoice_id' in ('${invoiceId}', '${other}');
			perform app.withdraw_invoice_mails();
		end $$`);
		const states = async (id: string) =>
			(await shown(id)).mails.map((mail: { template: string; problem: string | null }) => [
				...[mail.template, mail.problem]
			]);
		expect(await states(invoiceId)).toEqual([
			['invoice', null],
			['overdue', 'withdrawn'],
			['receipt', null]
		]);
		expect(await states(other)).toEqual([
			['invoice', null],
			['reminder', 'withdrawn'],
			['overdue', null]
		]);
	});
});

describe('the list of all invoices', () => {
	const list = async (given: object) =>
		(await owner().rpc('list_invoices', given).throwOnError()).data as {
			id: string;
			number: number;
			due_on: string;
			status: string;
			client_id: string;
		}[];

	test('pages by key hold every invoice once, in both orders, and the sums agree', async () => {
		const clientId = await client();
		for (let count = 0; count < 7; count++) await invoice(clientId, 1000 + count);
		for (const by_number of [false, true]) {
			const seen: string[] = [];
			let last: { id: string; due_on: string; number: number } | undefined;
			for (;;) {
				const after =
					last && (by_number ? { number: last.number } : { due_on: last.due_on, id: last.id });
				const page = await list({ page_size: 3, by_number, ...(after && { after }) });
				seen.push(...page.map(({ id }) => id));
				last = page.at(-1);
				if (page.length < 3) break;
			}
			const { rows } = await db.query(
				`select id from public.invoices where reseller_id = $1 order by ${by_number ? 'number' : 'due_on desc, id desc'}`,
				[tenant.resellerId]
			);
			expect(seen).toEqual(rows.map(({ id }) => id));
		}
		const { data: sums } = await owner().rpc('sum_invoices', {}).throwOnError();
		const { rows } = await db.query(
			'select count(*)::int as count, sum(total_cents)::int as total_cents from public.invoices where reseller_id = $1',
			[tenant.resellerId]
		);
		expect(sums).toMatchObject({ ...rows[0], is_all: true });
	});

	test('is narrowed by status, month, method, number and the words of a client', async () => {
		const clientId = await client();
		const [late, paid, canceled] = [
			await invoice(clientId),
			await invoice(clientId),
			await invoice(clientId, 10000, '2027-01-15')
		];
		await pay(paid).throwOnError();
		await owner().rpc('void_invoice', { invoice_id: canceled }).throwOnError();
		await owner().rpc('change_invoice', { invoice_id: late, due_on: '2026-12-10' }).throwOnError();
		await today('2026-12-17');
		const { rows } = await db.query('select name from public.clients where id = $1', [clientId]);
		const q = rows[0].name;
		const found = async (filter: object) =>
			(await list({ filter: { q, ...filter } })).map(({ id }) => id);
		expect(await found({ status: 'overdue', month: '2026-12', method: 'any' })).toEqual([late]);
		expect(await found({ status: 'paid' })).toEqual([paid]);
		expect(await found({ status: 'canceled', month: '2027-01' })).toEqual([canceled]);
		expect(await found({ status: 'canceled', month: '2026-12' })).toEqual([]);
		const { number } = await shown(late);
		expect((await list({ filter: { q: String(number) } })).map(({ id }) => id)).toContain(late);
		for (const filter of [
			...[{ status: 'late' }, { month: '2026-13' }, { method: 'x' }, { w: 1 }],
			...[{ late: '7' }, { late: '0-7' }, { late: '-7' }, { late: "1-7' or true" }]
		])
			expect((await owner().rpc('list_invoices', { filter })).error?.message).toBe(
				'invoice_filter_invalid'
			);
	});

	test('by how late they are, as the figures count them', async () => {
		const clientId = await client();
		// On 29 December late by 27, 25, 8, 1 and 0 days, and paid.
		const days = ['2026-12-02', '2026-12-04', '2026-12-21', '2026-12-28', '2026-12-29'];
		const mine: string[] = [];
		for (const dueOn of days) mine.push(await invoice(clientId, 10000, dueOn));
		await pay(await invoice(clientId, 10000, '2026-12-21')).throwOnError();
		await today('2026-12-29');
		const of = async (late: string) =>
			(await list({ filter: { late }, page_size: 1000 }))
				.filter(({ id }) => mine.includes(id))
				.map(({ due_on }) => due_on);
		expect(await of('1-7')).toEqual(['2026-12-28']);
		expect(await of('8-15')).toEqual(['2026-12-21']);
		expect(await of('16-30')).toEqual(['2026-12-04', '2026-12-02']);
		expect(await of('27-')).toEqual(['2026-12-02']);
		expect(await of('28-')).toEqual([]);
		await db.query('select app.fold_figures()');
		const { data } = await owner()
			.rpc('billing_figures', { from_on: null, to_on: null })
			.throwOnError();
		expect(data.overdue).toHaveLength(5);
		for (const { from_days, to_days, invoices } of data.overdue) {
			const filter = { late: `${from_days}-${to_days ?? ''}` };
			expect(await list({ filter, page_size: 1000 })).toHaveLength(invoices);
		}
	});

	test('an export is noted before its first row', async () => {
		const { data } = await owner()
			.rpc('note_invoice_export', { filter: { status: 'paid' } })
			.throwOnError();
		const { data: entry } = await owner()
			.from('audit_entries')
			.select('operation, actor_id, after')
			.eq('row_key', data.id)
			.single()
			.throwOnError();
		expect(entry).toEqual({
			...{ operation: 'export', actor_id: tenant.staff.owner.personId },
			after: { status: 'paid' }
		});
	});
});
