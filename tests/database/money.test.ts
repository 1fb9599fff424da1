import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { makeTenant, onboard, type Tenant } from '../support/world.ts';
import { databaseConnection, platform } from './platform.ts';

const db = databaseConnection();
let tenant: Tenant;

beforeAll(async () => {
	tenant = await makeTenant(platform, 'money');
});

const owner = () => tenant.staff.owner.db;

/** An onboarding with all three parts, waiting to be completed. */
async function readyOnboarding(
	changes: { client?: object; plan?: object; terms?: object } = {}
): Promise<string> {
	const id = randomUUID();
	const parts = {
		client: { name: 'Padaria', ...changes.client },
		plan: { name: 'Fibra', monthly_price_cents: 9990, ...changes.plan },
		terms: { interval_months: 1, activation: 'on_payment', ...changes.terms }
	};
	for (const [part, answers] of Object.entries(parts)) {
		await owner().rpc('save_onboarding', { id, part, answers }).throwOnError();
	}
	return id;
}

const complete = (id: string) => owner().rpc('complete_onboarding', { id });

async function countOf(table: string): Promise<number> {
	const { rows } = await db.query(
		`select count(*)::int as count from public.${table} where reseller_id = $1`,
		[tenant.resellerId]
	);
	return rows[0].count;
}

async function invoiceNumbers(): Promise<number[]> {
	const { rows } = await db.query(
		'select number::int as number from public.invoices where reseller_id = $1 order by number',
		[tenant.resellerId]
	);
	return rows.map(({ number }) => number);
}

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describe('completing an onboarding', () => {
	test('twenty times at once makes one client and one invoice', async () => {
		const id = await readyOnboarding();
		const [clients, invoices] = [await countOf('clients'), await countOf('invoices')];
		const answers = await Promise.all(
			Array.from({ length: 20 }, () => complete(id).throwOnError())
		);
		expect(new Set(answers.map(({ data }) => JSON.stringify(data))).size).toBe(1);
		expect(await countOf('clients')).toBe(clients + 1);
		expect(await countOf('invoices')).toBe(invoices + 1);
	});

	test('numbers invoices without a gap, also in parallel and when some are refused', async () => {
		const ids = await Promise.all(
			upTo(12).map((number) =>
				readyOnboarding(
					number % 3 === 0 ? { client: { name: 'x', document: 'not a document' } } : {}
				)
			)
		);
		const answers = await Promise.all(ids.map(complete));
		expect(
			answers.filter(({ error }) => error?.message === 'client_document_invalid')
		).toHaveLength(4);
		const numbers = await invoiceNumbers();
		expect(numbers).toEqual(upTo(numbers.length));
	});

	test('multiplies the month by the recurrence, pass-through cost included, to the cent', async () => {
		await db.query(
			`insert into public.plan_categories (reseller_id, name, pass_through_cents) values ($1, 'Cloud', 1234)`,
			[tenant.resellerId]
		);
		const id = await readyOnboarding({
			plan: { name: 'VM', monthly_price_cents: 8765, category: 'cloud' },
			terms: { interval_months: 3, first_due_on: null, due_day: 31 }
		});
		const { data } = await complete(id).throwOnError();
		const { rows } = await db.query(
			`select i.total_cents::int as total,
				(select json_agg(json_build_array(l.kind, l.quantity, l.unit_cents, l.total_cents) order by l.position)
				 from public.invoice_lines l where l.invoice_id = i.id) as lines
			from public.invoices i where i.id = $1`,
			[data.invoice_id]
		);
		// 3 × 87.65 = 262.95; 3 × 12.34 = 37.02; together 299.97
		expect(rows[0]).toEqual({
			total: 29997,
			lines: [
				['plan', 3, 8765, 26295],
				['pass_through', 3, 1234, 3702]
			]
		});
	});

	test.each([
		['without a plan', { plan: { name: ' ' } }, 'plan_name_invalid'],
		['with a negative price', { plan: { monthly_price_cents: -1 } }, 'plan_price_invalid'],
		['with a blank name', { client: { name: '  ' } }, 'client_name_required'],
		['with a broken e-mail', { client: { email: 'a@b' } }, 'client_email_invalid'],
		[
			'with a header in the e-mail',
			{ client: { email: 'a@b.example\nbcc: c@d.example' } },
			'client_email_invalid'
		],
		['with a phone that is none', { client: { phone: '12' } }, 'client_phone_invalid'],
		['every five months', { terms: { interval_months: 5 } }, 'subscription_interval_invalid'],
		['due on the 32nd', { terms: { due_day: 32 } }, 'subscription_due_day_invalid'],
		['due yesterday', { terms: { first_due_on: '2020-01-01' } }, 'first_due_in_past'],
		['due in ten years', { terms: { first_due_on: '2036-01-01' } }, 'first_due_too_far'],
		['with a plan of nobody', { plan: { id: randomUUID() } }, 'plan_not_available']
	])('%s is refused by name, and writes nothing', async (_, changes, code) => {
		const before = [await countOf('clients'), await countOf('plans'), await countOf('invoices')];
		const { error, status } = await complete(await readyOnboarding(changes));
		expect(error?.message).toBe(code);
		expect(status).toBeLessThan(500);
		expect([await countOf('clients'), await countOf('plans'), await countOf('invoices')]).toEqual(
			before
		);
	});

	test('a plan that costs nothing is active at once: there is no payment to wait for', async () => {
		const { data } = await complete(
			await readyOnboarding({ plan: { monthly_price_cents: 0 } })
		).throwOnError();
		const { data: subscription } = await owner()
			.from('subscription_list')
			.select('status')
			.eq('client_id', data.client_id)
			.single()
			.throwOnError();
		expect(subscription.status).toBe('active');
	});
});

describe('the due day', () => {
	test.each([
		['2026-01-15', 31, '2026-01-31'],
		['2026-02-01', 31, '2026-02-28'],
		['2028-02-10', 31, '2028-02-29'],
		['2026-04-30', 31, '2026-04-30'],
		['2026-03-01', 5, '2026-03-05']
	])('in the month of %s, day %i falls on %s', async (month, day, expected) => {
		const { rows } = await db.query('select app.due_date_in_month($1, $2)::text as due', [
			month,
			day
		]);
		expect(rows[0].due).toBe(expected);
	});
});

describe('today', () => {
	test("is the date in the reseller's own time zone, or its test clock", async () => {
		const today = async () =>
			(
				await db.query(
					`select app.today($1)::text as today, (now() at time zone 'America/Sao_Paulo')::date::text as there`,
					[tenant.resellerId]
				)
			).rows[0];
		const real = await today();
		expect(real.today).toBe(real.there);
		await db.query(`update public.resellers set test_clock_on = '2028-02-29' where id = $1`, [
			tenant.resellerId
		]);
		expect((await today()).today).toBe('2028-02-29');
		await db.query('update public.resellers set test_clock_on = null where id = $1', [
			tenant.resellerId
		]);
	});
});

describe('recording a payment', () => {
	const pay = (invoice_id: string, changes: object = {}) =>
		owner().rpc('record_payment', { request_id: randomUUID(), invoice_id, ...changes });

	test('twenty times with one request records one, activates the subscription and mails one receipt', async () => {
		const { invoiceId, clientId } = await onboard(owner(), 'Pagador');
		const request_id = randomUUID();
		await Promise.all(
			Array.from({ length: 20 }, () => pay(invoiceId, { request_id }).throwOnError())
		);
		const { rows } = await db.query(
			`select
				(select count(*)::int from public.payments where invoice_id = i.id) as payments,
				(select count(*)::int from public.invoice_mails where invoice_id = i.id and template = 'receipt') as receipts,
				(select status from public.subscriptions where client_id = $2) as subscription,
				i.payment_status, i.paid_cents = i.total_cents as whole
			from public.invoices i where i.id = $1`,
			[invoiceId, clientId]
		);
		expect(rows[0]).toEqual({
			payments: 1,
			receipts: 1,
			subscription: 'active',
			payment_status: 'paid',
			whole: true
		});
	});

	test('in parts adds up; parallel payments never exceed what is open', async () => {
		const { invoiceId, clientId } = await onboard(owner(), 'Em partes');
		const answers = await Promise.all(
			Array.from({ length: 5 }, () => pay(invoiceId, { amount_cents: 5000 }))
		);
		expect(answers.filter(({ error }) => !error)).toHaveLength(2);
		expect(answers.find(({ error }) => error)!.error!.message).toBe('payment_exceeds_open');
		const { data: pending } = await owner()
			.from('subscriptions')
			.select('status')
			.eq('client_id', clientId)
			.single()
			.throwOnError();
		expect(pending.status).toBe('pending');
		const { data } = await pay(invoiceId, { amount_cents: 2990 }).throwOnError();
		expect(data.payment_status).toBe('paid');
	});

	test.each([
		['nothing', { amount_cents: 0 }, 'payment_amount_invalid', 422],
		['a negative amount', { amount_cents: -5 }, 'payment_amount_invalid', 422],
		['too much', { amount_cents: 99999999 }, 'payment_exceeds_open', 422],
		['by an unknown method', { method: 'beans' }, 'payment_method_invalid', 422],
		['tomorrow', { paid_on: '2999-01-01' }, 'payment_in_future', 422],
		['without a request id', { request_id: null }, 'request_id_required', 422],
		['an invoice of nobody', { invoice_id: randomUUID() }, 'invoice_not_found', 404]
	])('%s is refused by name', async (_, changes, code, status) => {
		const answer = await pay(tenant.invoiceId, changes);
		expect([answer.error?.message, answer.status]).toEqual([code, status]);
	});

	test('a second payment of a paid invoice is refused; a request id of another invoice too', async () => {
		const [first, second] = [await onboard(owner(), 'Um'), await onboard(owner(), 'Dois')];
		const request_id = randomUUID();
		await pay(first.invoiceId, { request_id }).throwOnError();
		expect((await pay(first.invoiceId)).error?.message).toBe('invoice_already_paid');
		expect((await pay(second.invoiceId, { request_id })).error?.message).toBe('request_id_reused');
	});

	test.each(['support', 'viewer'] as const)('is not for %s', async (role) => {
		const answer = await tenant.staff[role].db.rpc('record_payment', {
			request_id: randomUUID(),
			invoice_id: tenant.invoiceId
		});
		expect([answer.error?.message, answer.status]).toEqual(['not_permitted', 403]);
	});
});
