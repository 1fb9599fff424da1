import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeGatewayHouse, type GatewayHouse } from './gateway-house.ts';
import { databaseConnection, platform } from './platform.ts';

// What a provider asks for what is late, and what Balcão asks, is the same: 2 % once, 1 % a month on the principal from the due date.
// 1 June 2043 is a Monday, and no holiday.

const db = databaseConnection();
let house: GatewayHouse;
let clientId: string;

beforeAll(async () => {
	house = await makeGatewayHouse(platform, 'late');
	clientId = await house.addClient();
});
beforeEach(() => on('2043-06-01'));

const rpc = async (name: string, given: object) =>
	(await house.owner.db.rpc(name, given).throwOnError()).data;
const pay = (invoice_id: string, amount_cents?: number) =>
	rpc('record_payment', { request_id: randomUUID(), invoice_id, amount_cents });
const theirs = async (invoiceId: string) => {
	const { provider_charge_id } = await house.chargeOf(invoiceId);
	return house.ask('GET', `/v3/payments/${provider_charge_id}`);
};

async function on(day: string): Promise<void> {
	await db.query('update public.resellers set test_clock_on = $2 where id = $1', [
		house.resellerId,
		day
	]);
}

/** Paid at the provider on that day, with all that it asks for then. */
async function payThere(invoiceId: string, day: string, value?: number): Promise<void> {
	await on(day);
	const { provider_charge_id } = await house.chargeOf(invoiceId);
	await house.press('pay', provider_charge_id, { paidOn: day, value });
	await house.quiet();
}

/** How the money stands at the end: what was paid, what became credit, where the two sides disagree. */
async function standing(invoiceId: string) {
	const { rows } = await db.query(
		`select i.payment_status, i.paid_cents::int, (i.fine_cents + i.interest_cents)::int as charges,
			coalesce((select b.credit_cents from public.client_balances b where b.client_id = i.client_id), 0)::int as credit,
			(
				select coalesce(array_agg(d.kind), '{}') from public.gateway_drifts d
				join public.gateway_charges c on c.id = d.charge_id where c.invoice_id = i.id and d.resolved_at is null
			) as drifts
		from public.invoices i where i.id = $1`,
		[invoiceId]
	);
	const books = await db.query('select * from app.check_ledger($1)', [house.resellerId]);
	return { ...rows[0], books: books.rows };
}

const right = { payment_status: 'paid', credit: 0, drifts: [], books: [] };

test('after a part was paid late, the provider counts from that day', async () => {
	const invoiceId = await house.issue(clientId, 10_000, 0);
	await house.quiet();
	expect(await theirs(invoiceId)).toMatchObject({ value: 100, dueDate: '2043-06-01' });
	await on('2043-06-11');
	await pay(invoiceId, 5000);
	await house.quiet();
	// 100,00 + 2 % + 1 % ÷ 30 × 10 days = 102,33, of which 50,00 were paid
	expect(await theirs(invoiceId)).toMatchObject({
		...{ value: 52.33, dueDate: '2043-06-11', fine: { value: 0 }, interest: { value: 1 } }
	});
	await payThere(invoiceId, '2043-07-01');
	// 52,33 + 1 % ÷ 30 × 20 days = 52,68
	expect(await standing(invoiceId)).toEqual({ ...right, paid_cents: 10_268, charges: 268 });
});
