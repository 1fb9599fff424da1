import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeGatewayHouse, standingOf, type GatewayHouse } from './gateway-house.ts';
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
const standing = (invoiceId: string) => standingOf(db, house.resellerId, invoiceId);

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
	expect(await standing(invoiceId)).toMatchObject({ ...right, paid_cents: 10_268, charges: 268 });
});

describe('a charge that is made when the invoice is late already', () => {
	/** Each leaves an invoice due on 1 June with a charge that was made twenty days later. */
	const ways: Record<string, (cents: number) => Promise<string>> = {
		'since the client pays there only from then on': async (cents) => {
			const informal = await house.addClient({ collection: 'informal' });
			const invoiceId = await house.issue(informal, cents, 0);
			await on('2043-06-21');
			await db.query(`update public.clients set collection = 'gateway' where id = $1`, [informal]);
			// As connecting a gateway does.
			await db.query('select app.want_charges($1, array[$2::uuid])', [house.resellerId, invoiceId]);
			return invoiceId;
		},
		'since a payment was taken back then': async (cents) => {
			const invoiceId = await house.issue(clientId, cents, 0);
			const { payment_id } = await pay(invoiceId);
			await house.quiet();
			await on('2043-06-21');
			await rpc('reverse_payment', { payment_id });
			return invoiceId;
		},
		'since it was deleted there, and made again then': async (cents) => {
			const invoiceId = await house.issue(clientId, cents, 0);
			await house.quiet();
			const { id, provider_charge_id } = await house.chargeOf(invoiceId);
			await house.press('delete', provider_charge_id);
			await house.quiet();
			await on('2043-06-21');
			const { data: drift } = await house.owner.db
				.from('gateway_drifts')
				.select('id')
				.eq('charge_id', id)
				.single()
				.throwOnError();
			await rpc('repair_gateway_drift', { id: drift.id, action: 'recreate' });
			return invoiceId;
		}
	};

	async function madeLate(way: string, cents = 10_000): Promise<string> {
		const invoiceId = await ways[way]!(cents);
		await house.quiet();
		return invoiceId;
	}
	const newly = 'since the client pays there only from then on';

	test.each(Object.keys(ways))('%s, asks for all that is owed that day', async (way) => {
		const invoiceId = await madeLate(way);
		// 100,00 + 2 % + 1 % ÷ 30 × 20 days = 102,67; from then on 1 % of the 100,00 that are in it
		expect(await theirs(invoiceId)).toMatchObject({
			...{ value: 102.67, dueDate: '2043-06-21', fine: { value: 0 }, interest: { value: 0.97 } }
		});
		const page = await rpc('show_invoice', { invoice_id: invoiceId });
		expect(page).toMatchObject({ open_cents: 10_267, charge: { amount_cents: 10_267 } });
		await payThere(invoiceId, '2043-06-21');
		expect(await standing(invoiceId)).toMatchObject({ ...right, paid_cents: 10_267, charges: 267 });
	});

	test.each([
		// 102,67 + 0,97 % ÷ 30 × 10 days = 103,00, as 100,00 + 2 % + 1 % ÷ 30 × 30 days
		['2043-07-01', 10_000, 10_300],
		// 10.266,66 + 0,97 % ÷ 30 × 30 days = 10.366,25: 41 cents below what the contract gives, and never above
		['2043-07-21', 999_999, 1_036_625]
	])('and paid on %s is settled by what it asked for then', async (day, cents, paid) => {
		const invoiceId = await madeLate(newly, cents);
		await payThere(invoiceId, day);
		expect(await standing(invoiceId)).toMatchObject({
			...right,
			paid_cents: paid,
			charges: paid - cents
		});
	});

	test('and changed later keeps its day and its amount', async () => {
		const invoiceId = await madeLate(newly);
		await on('2043-06-25');
		await rpc('change_invoice', { invoice_id: invoiceId, due_on: '2043-06-01', method: 'pix' });
		await house.quiet();
		expect(await theirs(invoiceId)).toMatchObject({
			...{ value: 102.67, dueDate: '2043-06-21', billingType: 'PIX' }
		});
		await payThere(invoiceId, '2043-07-01');
		expect(await standing(invoiceId)).toMatchObject({ ...right, paid_cents: 10_300, charges: 300 });
	});

	test('is not settled by less than it asks for', async () => {
		const invoiceId = await madeLate(newly);
		await payThere(invoiceId, '2043-06-21', 100);
		expect(await standing(invoiceId)).toMatchObject({
			...{ payment_status: 'partial', paid_cents: 10_000, charges: 267, credit: 0, books: [] }
		});
	});
});
