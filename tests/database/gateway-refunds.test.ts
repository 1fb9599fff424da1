import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeGatewayHouse, standingOf, type GatewayHouse } from './gateway-house.ts';
import { databaseConnection, platform } from './platform.ts';

// Money that goes back at the provider leaves the books once, whatever it has become here; what is given back here is asked for there,
// once; and what is still to be paid can be paid there, at one charge.

const db = databaseConnection();
let house: GatewayHouse;
let clientId: string;

beforeAll(async () => {
	house = await makeGatewayHouse(platform, 'refunds');
});
beforeEach(async () => {
	clientId = await house.addClient();
});

const rpc = async (name: string, given: object) =>
	(await house.owner.db.rpc(name, given).throwOnError()).data;
const theirs = (id: string) => house.ask('GET', `/v3/payments/${id}`);
const inCash = (id: string, value?: number) =>
	house.ask('POST', `/v3/payments/${id}/receiveInCash`, { value });

async function issued(cents = 10_000) {
	const invoiceId = await house.issue(clientId, cents);
	await house.quiet();
	const { id, provider_charge_id: there } = await house.chargeOf(invoiceId);
	return { invoiceId, chargeId: id, there };
}

/** Of 100,00 so much is paid there, by Pix. */
async function paidThere(value: number) {
	const one = await issued();
	await house.press('pay', one.there, { value });
	await house.quiet();
	return one;
}

async function refundHere(invoiceId: string, amount_cents?: number, by_transfer?: boolean) {
	const { rows } = await db.query(
		`select id from public.payments where invoice_id = $1 and source = 'gateway' and status = 'succeeded'`,
		[invoiceId]
	);
	return house.owner.db.rpc('refund_payment', {
		...{ request_id: randomUUID(), payment_id: rows[0].id, amount_cents, by_transfer }
	});
}
const standing = (invoiceId: string) => standingOf(db, house.resellerId, invoiceId);

/** What is said again changes nothing. */
async function settledAgain(chargeId: string): Promise<void> {
	await db.query('select app.settle_gateway_charge($1)', [chargeId]);
	await house.quiet();
}

async function commandsLeft() {
	const { queued, parked } = await rpc('list_gateway_commands', {});
	return [queued, parked];
}

/** The amounts of all that can be paid there, in reais. */
async function askedThere(invoiceId: string) {
	const { rows } = await db.query(
		`select provider_charge_id from public.gateway_charges where invoice_id = $1`,
		[invoiceId]
	);
	const all = await Promise.all(rows.map((row) => theirs(row.provider_charge_id)));
	return all
		.filter(({ status, deleted }) => status === 'PENDING' && !deleted)
		.map(({ value }) => value);
}

async function backThere(there: string): Promise<unknown> {
	return (await theirs(there)).refunds;
}

describe('of an invoice that was canceled since, what goes back there leaves the credit that it had become', () => {
	test('all of it', async () => {
		const { invoiceId, chargeId, there } = await paidThere(60);
		await rpc('void_invoice', { invoice_id: invoiceId });
		await house.quiet();
		expect(await standing(invoiceId)).toMatchObject({ status: 'void', credit: 6000 });
		expect(await askedThere(invoiceId)).toEqual([]);
		await house.press('refund', there);
		await house.quiet();
		const nothing = { status: 'void', credit: 0, refunded_cents: 0, drifts: [], books: [] };
		expect(await standing(invoiceId)).toMatchObject(nothing);
		await settledAgain(chargeId);
		expect(await standing(invoiceId)).toMatchObject(nothing);
		expect(await backThere(there)).toMatchObject([{ value: 60 }]);
	});

	test('a part, after another part had gone back before', async () => {
		const { invoiceId, there } = await paidThere(60);
		const refund = (value: number) => house.ask('POST', `/v3/payments/${there}/refund`, { value });
		await refund(10);
		await house.quiet();
		await rpc('void_invoice', { invoice_id: invoiceId });
		expect(await standing(invoiceId)).toMatchObject({ credit: 5000, refunded_cents: 1000 });
		await refund(20);
		await house.quiet();
		expect(await standing(invoiceId)).toMatchObject({ credit: 3000, drifts: [], books: [] });
		await refund(30);
		await house.quiet();
		expect(await standing(invoiceId)).toMatchObject({ credit: 0, drifts: [], books: [] });
	});

	test('and nothing of what the credit for its own unused days paid', async () => {
		const on = (day: string | null) =>
			db.query('update public.resellers set test_clock_on = $2 where id = $1', [
				house.resellerId,
				day
			]);
		await on('2043-06-01');
		const { plan_id } = await rpc('save_plan', {
			request_id: randomUUID(),
			fields: { name: 'Fibra', monthly_price_cents: 10_000, intervals: [1] }
		});
		const { subscription_id } = await rpc('add_subscription', {
			...{ request_id: randomUUID(), client_id: clientId, plan: { id: plan_id } },
			terms: { interval_months: 1, activation: 'now' }
		});
		const { rows } = await db.query('select id from public.invoices where subscription_id = $1', [
			subscription_id
		]);
		await house.quiet();
		const invoiceId = rows[0].id;
		const { provider_charge_id: there } = await house.chargeOf(invoiceId);
		await house.press('pay', there, { value: 60 });
		await house.quiet();
		await on('2043-06-22');
		await rpc('change_subscription', {
			...{ request_id: randomUUID(), subscription_id, kind: 'cancel' },
			wish: { credits_unused: true }
		});
		// 100,00 × 9 ÷ 30 days
		expect(await standing(invoiceId)).toMatchObject({ paid_cents: 9000, credit: 0 });
		await rpc('void_invoice', { invoice_id: invoiceId });
		await house.quiet();
		expect(await standing(invoiceId)).toMatchObject({ credit: 6000 });
		await house.press('refund', there);
		await house.quiet();
		expect(await standing(invoiceId)).toMatchObject({ credit: 0, drifts: [], books: [] });
		await on(null);
	});
});

test('what was too much, given back there of its own accord, leaves the credit as well', async () => {
	const { invoiceId, chargeId, there } = await paidThere(130);
	expect(await standing(invoiceId)).toMatchObject({ credit: 3000, drifts: ['paid_twice'] });
	await house.press('refund', there);
	await house.quiet();
	const nothing = { payment_status: 'refunded', refunded_cents: 10_000, credit: 0 };
	expect(await standing(invoiceId)).toMatchObject({ ...nothing, drifts: [], books: [] });
	await settledAgain(chargeId);
	expect(await standing(invoiceId)).toMatchObject({ ...nothing, drifts: [], books: [] });
});

test('whose credit is spent stops nobody else from being looked after, and is settled once there is credit', async () => {
	const { invoiceId, chargeId, there } = await paidThere(60);
	await rpc('void_invoice', { invoice_id: invoiceId });
	const client = clientId;
	await rpc('give_credit', {
		...{ request_id: randomUUID(), client_id: client, amount_cents: -6000 }
	});
	clientId = await house.addClient();
	const other = await issued();
	await house.faults({ loseEvery: 1 });
	await house.press('refund', there);
	await house.press('pay', other.there);
	await house.faults({ loseEvery: 0 });
	for (let twice = 0; twice < 2; twice++) {
		await rpc('reconcile_gateway', {});
		await expect.poll(commandsLeft).toEqual([0, 0]);
	}
	expect(await standing(other.invoiceId)).toMatchObject({ payment_status: 'paid' });
	const { rows } = await db.query(
		`select state, last_error from public.gateway_events where charge_id = $1 and state <> 'done'`,
		[chargeId]
	);
	expect(rows).toMatchObject([{ state: 'queued' }]);
	await rpc('give_credit', {
		...{ request_id: randomUUID(), client_id: client, amount_cents: 6000 }
	});
	await db.query('update public.gateway_events set due_at = now() where charge_id = $1', [
		chargeId
	]);
	await db.query('select public.process_gateway_events()');
	await house.quiet();
	expect(await standing(invoiceId)).toMatchObject({ credit: 0, drifts: [], books: [] });
});

describe('a refund that is booked here', () => {
	test('is asked for there, though what was too much went back before', async () => {
		const { invoiceId, chargeId, there } = await paidThere(130);
		const { data: drift } = await house.owner.db
			.from('gateway_drifts')
			.select('id')
			.eq('charge_id', chargeId)
			.single()
			.throwOnError();
		await rpc('repair_gateway_drift', { id: drift.id, action: 'refund' });
		await house.quiet();
		expect(await backThere(there)).toMatchObject([{ value: 30 }]);
		expect((await refundHere(invoiceId, 2000)).error).toBeNull();
		await house.quiet();
		// 130,00 - 30,00 - 20,00
		expect(await backThere(there)).toMatchObject([{ value: 30 }, { value: 20 }]);
		const right = { refunded_cents: 2000, credit: 0, drifts: [], books: [] };
		expect(await standing(invoiceId)).toMatchObject(right);
		await settledAgain(chargeId);
		expect(await backThere(there)).toHaveLength(2);
		await house.press('refund', there);
		await house.quiet();
		expect(await standing(invoiceId)).toMatchObject({
			...{ payment_status: 'refunded', refunded_cents: 10_000, credit: 0, drifts: [], books: [] }
		});
	});

	test('of what was received in cash is given back by hand, and nothing is asked there', async () => {
		const { invoiceId, chargeId, there } = await issued();
		await inCash(there);
		await house.quiet();
		expect((await refundHere(invoiceId, 2000)).error?.message).toBe('refund_of_boleto');
		expect(await standing(invoiceId)).toMatchObject({ refunded_cents: 0 });
		expect((await refundHere(invoiceId, 2000, true)).error).toBeNull();
		await settledAgain(chargeId);
		expect((await rpc('list_gateway_commands', {})).parked).toBe(0);
		expect(await standing(invoiceId)).toMatchObject({
			...{ payment_status: 'paid', refunded_cents: 2000, drifts: [], books: [] }
		});
		// It never was, they say there then: so it did not go back either.
		await house.ask('POST', `/v3/payments/${there}/undoReceivedInCash`, {});
		await house.quiet();
		expect(await standing(invoiceId)).toMatchObject({
			...{ payment_status: 'unpaid', paid_cents: 0, refunded_cents: 0, drifts: [], books: [] }
		});
	});

	test('of cash that was paid twice is not asked for there either', async () => {
		const { invoiceId, chargeId, there } = await issued();
		await inCash(there, 130);
		await house.quiet();
		const { data: drift } = await house.owner.db
			.from('gateway_drifts')
			.select('id, kind')
			.eq('charge_id', chargeId)
			.single()
			.throwOnError();
		expect(drift.kind).toBe('paid_twice');
		const { error } = await house.owner.db.rpc('repair_gateway_drift', {
			...{ id: drift.id, action: 'refund' }
		});
		expect(error?.message).toBe('refund_of_boleto');
		expect(await standing(invoiceId)).toMatchObject({ credit: 3000, books: [] });
	});
});

describe('of an invoice that was paid in part there', () => {
	const payable = async (invoiceId: string) => {
		const { charge } = await rpc('show_invoice', { invoice_id: invoiceId });
		return charge?.amount_cents ?? null;
	};
	test('the rest can be paid there', async () => {
		const { invoiceId, there } = await paidThere(60);
		expect(await payable(invoiceId)).toBe(4000);
		expect(await askedThere(invoiceId)).toEqual([40]);
		const rest = await house.chargeOf(invoiceId);
		await house.press('pay', rest.provider_charge_id);
		await house.quiet();
		const paid = { payment_status: 'paid', paid_cents: 10_000, credit: 0, drifts: [], books: [] };
		expect(await standing(invoiceId)).toMatchObject(paid);
		expect(await askedThere(invoiceId)).toEqual([]);
		// What goes back goes back of the one that brought it.
		await house.press('refund', there);
		await house.quiet();
		expect(await standing(invoiceId)).toMatchObject({ ...paid, refunded_cents: 6000 });
		expect(await backThere(rest.provider_charge_id)).toBeNull();
	});

	test('and given back, all of it can be paid there again', async () => {
		const { invoiceId, chargeId, there } = await paidThere(60);
		await house.press('refund', there);
		await house.quiet();
		const open = { payment_status: 'unpaid', paid_cents: 0, credit: 0, drifts: [], books: [] };
		expect(await standing(invoiceId)).toMatchObject(open);
		expect(await payable(invoiceId)).toBe(10_000);
		await settledAgain(chargeId);
		expect(await askedThere(invoiceId)).toEqual([100]);
		await house.press('pay', (await house.chargeOf(invoiceId)).provider_charge_id);
		await house.quiet();
		expect(await standing(invoiceId)).toMatchObject({ payment_status: 'paid', books: [] });
	});

	test('and given back before either was heard of, all of it can be paid there again', async () => {
		const { invoiceId, there } = await issued();
		await house.faults({ loseEvery: 1 });
		await house.press('pay', there, { value: 60 });
		await house.press('refund', there);
		await house.faults({ loseEvery: 0 });
		await rpc('reconcile_gateway', {});
		await house.quiet();
		expect(await standing(invoiceId)).toMatchObject({ payment_status: 'unpaid', books: [] });
		expect(await askedThere(invoiceId)).toEqual([100]);
	});

	test('a payment by hand that is taken back can be made there', async () => {
		const { invoiceId, there } = await issued();
		const { payment_id } = await rpc('record_payment', {
			...{ request_id: randomUUID(), invoice_id: invoiceId, amount_cents: 6000 }
		});
		await house.quiet();
		await house.press('pay', there);
		await house.quiet();
		expect(await standing(invoiceId)).toMatchObject({ payment_status: 'paid' });
		await rpc('reverse_payment', { payment_id });
		await house.quiet();
		expect(await standing(invoiceId)).toMatchObject({ payment_status: 'partial', books: [] });
		expect(await askedThere(invoiceId)).toEqual([60]);
	});

	test('in cash that never was, one charge asks for all of it', async () => {
		const { invoiceId, there } = await issued();
		await inCash(there, 60);
		await house.quiet();
		expect(await askedThere(invoiceId)).toEqual([40]);
		await house.ask('POST', `/v3/payments/${there}/undoReceivedInCash`, {});
		await house.quiet();
		expect(await standing(invoiceId)).toMatchObject({
			...{ payment_status: 'unpaid', paid_cents: 0, credit: 0, drifts: [], books: [] }
		});
		expect(await askedThere(invoiceId)).toEqual([100]);
	});
});

test('a refund that nobody asked for there is listed, and asked for on coming back', async () => {
	const { invoiceId, chargeId, there } = await paidThere(100);
	await rpc('disconnect_gateway', {});
	expect((await refundHere(invoiceId, 2000)).error).toBeNull();
	await settledAgain(chargeId);
	expect(await backThere(there)).toBeNull();
	expect(await standing(invoiceId)).toMatchObject({ drifts: ['refund_missing'] });
	await rpc('connect_gateway', {
		...{ provider: 'simulator', environment: 'production', api_key: house.apiKey }
	});
	await house.quiet();
	expect(await backThere(there)).toMatchObject([{ value: 20 }]);
	expect(await standing(invoiceId)).toMatchObject({ refunded_cents: 2000, drifts: [] });
});
