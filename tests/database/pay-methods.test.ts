import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from 'vitest';
import * as books from '../simulation/reseller.ts';
import { databaseConnection } from './platform.ts';

// How invoices are to be paid: what the reseller accepts, of whom, and what becomes of it.

const db = databaseConnection();
let reseller: books.BillingReseller;
let planId: string;

beforeEach(async () => {
	reseller = await books.makeBillingReseller(db, {
		clockOn: '2027-03-01',
		settings: {
			...{ pix_key: 'pix@reseller.example', pix_merchant_name: 'R', pix_merchant_city: 'C' },
			pay_methods: ['pix', 'boleto']
		}
	});
	await books.actAs(db, reseller);
	planId = await books.addPlan(db, reseller, 'Fibra', { monthly_price_cents: 10000 });
});

async function one<Value>(sql: string, values: unknown[] = []): Promise<Value> {
	const { rows } = await db.query(`select (${sql}) as answer`, values);
	return rows[0].answer as Value;
}
const accept = (...methods: string[]) =>
	one('public.save_billing_settings($1)', [{ pay_methods: methods }]);
const clientOf = (collection: string) => books.addClient(db, reseller, { collection });
const invoiceOf = async (clientId: string) => {
	const { invoice_id } = await one<{ invoice_id: string }>(
		`public.issue_one_off_invoice($1, $2, $3, '2027-03-10')`,
		[randomUUID(), clientId, JSON.stringify([{ description: 'x', quantity: 1, unit_cents: 10000 }])]
	);
	return invoice_id;
};
const methodOf = (invoiceId: string) =>
	one<string | null>('select method from public.invoices where id = $1', [invoiceId]);
const askFor = (invoiceId: string, method: string | null, dueOn = '2027-03-10') =>
	one('public.change_invoice($1, $2, $3)', [invoiceId, dueOn, method]);

describe('of a client', () => {
	test.each([
		['gateway', ['pix', 'boleto']],
		['informal', ['pix']]
	])('collected by %s can be asked: %s', async (collection, methods) => {
		expect(await one('public.list_pay_methods($1)', [await clientOf(collection)])).toEqual(methods);
	});

	test.each([
		['gateway', 'card', 'pay_method_not_accepted'],
		['informal', 'card', 'pay_method_not_accepted'],
		['informal', 'boleto', 'pay_method_needs_gateway']
	])('collected by %s nothing asks for %s', async (collection, method, refusal) => {
		const clientId = await clientOf(collection);
		await expect(books.subscribe(db, clientId, planId, { method })).rejects.toThrow(refusal);
		const subscriptionId = await books.subscribe(db, clientId, planId);
		await expect(
			one(`public.change_subscription($1, $2, 'method', $3)`, [
				...[randomUUID(), subscriptionId, { method }]
			])
		).rejects.toThrow(refusal);
		await expect(askFor(await invoiceOf(clientId), method)).rejects.toThrow(refusal);
	});

	test('what already asks for a way that is no longer accepted goes on, and moves as before', async () => {
		const clientId = await clientOf('gateway');
		const invoiceId = await invoiceOf(clientId);
		await books.subscribe(db, clientId, planId, { method: 'boleto' });
		await askFor(invoiceId, 'boleto');
		await accept('pix');
		await askFor(invoiceId, 'boleto', '2027-03-20');
		await books.setClock(db, reseller, '2027-03-25');
		await books.runNight(db, reseller);
		const { rows } = await db.query(
			'select method, due_on::text from public.invoices where client_id = $1 order by number',
			[clientId]
		);
		expect(rows).toEqual([
			{ method: 'boleto', due_on: '2027-03-20' },
			{ method: 'boleto', due_on: '2027-03-01' },
			{ method: 'boleto', due_on: '2027-04-01' }
		]);
		await askFor(invoiceId, null, '2027-03-25');
		await expect(askFor(invoiceId, 'boleto', '2027-03-25')).rejects.toThrow(
			'pay_method_not_accepted'
		);
	});

	test('paid informally, an invoice asks for Pix as long as Pix is accepted', async () => {
		const clientId = await clientOf('informal');
		expect(await methodOf(await invoiceOf(clientId))).toBe('pix');
		await accept('boleto');
		expect(await methodOf(await invoiceOf(clientId))).toBeNull();
		await books.subscribe(db, clientId, planId);
		const asked =
			'select method from public.invoices where client_id = $1 order by number desc limit 1';
		expect(await one(asked, [clientId])).toBeNull();
	});
});

describe('the public page of an invoice', () => {
	const shown = async (invoiceId: string) => {
		const token = await one<string>(
			'select app.pay_token(i) from public.invoices i where i.id = $1',
			[invoiceId]
		);
		const { pix, charge } = await one<Record<'pix' | 'charge', Record<string, unknown> | null>>(
			'public.show_payable($1)',
			[token]
		);
		return { pix: pix !== null, charge };
	};

	test('shows the Pix key only while Pix is accepted', async () => {
		const invoiceId = await invoiceOf(await clientOf('gateway'));
		expect(await shown(invoiceId)).toEqual({ pix: true, charge: null });
		await accept('boleto', 'card');
		expect(await shown(invoiceId)).toEqual({ pix: false, charge: null });
	});

	test.each([
		[['pix', 'boleto'], null, 'pix boleto'],
		[['boleto', 'card'], null, 'boleto'],
		[['card'], null, ''],
		[['card'], 'pix', 'pix']
	])(
		'of a charge it shows what is accepted, %j, or asked for, %s: %s',
		async (methods, own, ways) => {
			await connect();
			const invoiceId = await invoiceOf(await clientOf('gateway'));
			await askFor(invoiceId, own);
			await accept(...methods);
			await db.query(
				`update public.gateway_charges set asked_version = wanted_version, provider_charge_id = $2::text, pix_code = 'P', boleto_line = 'B'
			where invoice_id = $1::uuid`,
				[invoiceId, invoiceId]
			);
			const { charge } = await shown(invoiceId);
			expect(
				[charge?.pix_code && 'pix', charge?.boleto_line && 'boleto'].filter(Boolean).join(' ')
			).toBe(ways);
		}
	);
});

const connect = () =>
	db.query(
		`insert into public.gateway_accounts (reseller_id, provider, environment, key_last_four, webhook_token_hash)
		values ($1, 'asaas', 'sandbox', 'abcd', decode($2, 'hex'))`,
		[reseller.id, randomUUID().replaceAll('-', '')]
	);
const wanted = (invoiceId: string) =>
	one<string | null>(
		`select jsonb_build_object('method', c.wanted_method, 'is_wanted', c.is_wanted)
		from public.gateway_charges c where c.invoice_id = $1`,
		[invoiceId]
	);

describe('a charge at the gateway', () => {
	test.each<[string[], string | null]>([
		[['pix'], 'pix'],
		[['boleto'], 'boleto'],
		[['card'], 'card'],
		[['pix', 'boleto'], 'boleto'],
		[['pix', 'card'], null],
		[['pix', 'boleto', 'card'], null]
	])('is taken as %j allow: %s', async (methods, method) => {
		await connect();
		await accept(...methods);
		const invoiceId = await invoiceOf(await clientOf('gateway'));
		expect(await wanted(invoiceId)).toEqual({ method, is_wanted: true });
	});

	test('follows what is accepted, unless its invoice asks for a way of its own', async () => {
		await connect();
		const clientId = await clientOf('gateway');
		const [any, own] = [await invoiceOf(clientId), await invoiceOf(clientId)];
		await askFor(own, 'boleto');
		await accept('card');
		expect(await wanted(any)).toEqual({ method: 'card', is_wanted: true });
		expect(await wanted(own)).toEqual({ method: 'boleto', is_wanted: true });
	});

	test('takes the way that its invoice asks for', async () => {
		await connect();
		const invoiceId = await invoiceOf(await clientOf('gateway'));
		await askFor(invoiceId, 'pix');
		expect(await wanted(invoiceId)).toEqual({ method: 'pix', is_wanted: true });
	});

	test('comes for what is open when its client begins to pay there, and stays when it no longer does', async () => {
		await connect();
		const clientId = await clientOf('informal');
		const [open, gone] = [await invoiceOf(clientId), await invoiceOf(clientId)];
		await one('public.void_invoice($1)', [gone]);
		const collect = (collection: string) =>
			db.query('update public.clients set collection = $2 where id = $1', [clientId, collection]);
		expect(await wanted(open)).toBeNull();
		await collect('gateway');
		expect(await wanted(open)).toEqual({ method: 'pix', is_wanted: true });
		expect(await wanted(gone)).toBeNull();
		await collect('informal');
		expect(await wanted(open)).toEqual({ method: 'pix', is_wanted: true });
	});
});
