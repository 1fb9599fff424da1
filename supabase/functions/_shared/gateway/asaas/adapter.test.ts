import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
	startGatewaySimulator,
	type GatewaySimulator
} from '../../../../local/gateway-simulator/simulator.ts';
import { handClock } from '../../../../local/gateway-simulator/testing.ts';
import type { ChargeOrder, Gateway } from '../port.ts';
import { createAsaas } from './adapter.ts';
import { chargeFact } from './charge.ts';
import { readAsaasEvent } from './events.ts';

let simulator: GatewaySimulator;
let gateway: Gateway;
let order: ChargeOrder;
let keys = 0;

beforeAll(async () => {
	simulator = await startGatewaySimulator({
		port: 0,
		clock: handClock('2026-11-22T12:00:00Z'),
		log: () => {}
	});
});

afterAll(() => simulator.close());

beforeEach(async () => {
	gateway = createAsaas(`${simulator.url}/v3`, `$aact_sim_test${keys++}`);
	const customerId = await gateway.keepCustomer({ ...ana, knownId: null });
	order = {
		customerId,
		reference: 'our charge',
		method: 'pix',
		amountCents: 12_990,
		dueOn: '2026-12-05',
		description: 'Fatura 12',
		fineBps: 200,
		interestBps: 100
	};
});

const ana = { reference: 'our client', name: 'Ana', document: '52998224725', email: null };
const press = (action: string, id: string, given = {}) =>
	simulator.admin('POST', `/charges/${id}/${action}`, given);
const faults = (given: Record<string, unknown>) => simulator.admin('POST', '/faults', given);

describe('customers', () => {
	test('are made once per reference, and found again when the answer was lost', async () => {
		const again = await gateway.keepCustomer({ ...ana, knownId: null, name: 'Ana Maria' });
		expect(again).toBe(order.customerId);
		const bruno = { ...ana, reference: 'another', name: 'Bruno', knownId: null };
		faults({ loseAnswersEvery: 1 });
		await expect(gateway.keepCustomer(bruno)).rejects.toMatchObject({ failure: 'unavailable' });
		faults({ loseAnswersEvery: 0 });
		const id = await gateway.keepCustomer(bruno);
		expect(id).not.toBe(order.customerId);
		expect(await gateway.keepCustomer({ ...bruno, knownId: id })).toBe(id);
	});

	test('without a document are refused, and it says why', async () => {
		await expect(
			gateway.keepCustomer({ ...ana, reference: 'x', document: '', knownId: null })
		).rejects.toMatchObject({ failure: 'refused', code: 'invalid_cpfCnpj' });
	});
});

describe('charges', () => {
	test('are made, found by our reference, changed, paid and given back, in cents', async () => {
		const made = await gateway.createCharge(order);
		expect(made).toMatchObject({
			reference: 'our charge',
			state: 'open',
			amount_cents: 12_990,
			due_on: '2026-12-05',
			method: 'pix',
			deleted: false
		});
		expect(await gateway.findCharges('our charge')).toEqual([made]);
		const changed = await gateway.changeCharge(made.charge, { ...order, amountCents: 10_001 });
		expect(changed.amount_cents).toBe(10_001);
		press('pay', made.charge);
		expect(await gateway.readCharge(made.charge)).toMatchObject({
			state: 'received',
			paid_on: '2026-11-22',
			received_on: '2026-11-22'
		});
		await expect(gateway.changeCharge(made.charge, order)).rejects.toMatchObject({
			failure: 'refused'
		});
		expect(await gateway.refundCharge(made.charge, 1, 'a cent too much')).toMatchObject({
			state: 'partially_refunded',
			refunded_cents: 1
		});
		faults({ loseAnswersEvery: 1 });
		await expect(gateway.refundCharge(made.charge, 5001, 'half')).rejects.toThrow();
		faults({ loseAnswersEvery: 0 });
		expect(await gateway.refundCharge(made.charge, 5001, 'half')).toMatchObject({
			state: 'partially_refunded',
			refunded_cents: 5001
		});
		expect(await gateway.refundCharge(made.charge, 10_001, 'all')).toMatchObject({
			state: 'refunded',
			refunded_cents: 10_001
		});
	});

	test('that are paid late bring fine and interest', async () => {
		const made = await gateway.createCharge({ ...order, amountCents: 10_000 });
		press('pay', made.charge, { paidOn: '2026-12-20' });
		expect(await gateway.readCharge(made.charge)).toMatchObject({
			amount_cents: 10_250,
			paid_on: '2026-12-20'
		});
	});

	test('may be removed twice; one that was paid may not be removed', async () => {
		const made = await gateway.createCharge(order);
		await gateway.cancelCharge(made.charge);
		await gateway.cancelCharge(made.charge);
		await gateway.cancelCharge('pay_of_nobody');
		expect(await gateway.readCharge(made.charge)).toMatchObject({ deleted: true });
		expect(await gateway.readCharge('pay_of_nobody')).toBeNull();
		expect(await gateway.findCharges('our charge')).toEqual([]);
		const paid = await gateway.createCharge(order);
		press('pay', paid.charge);
		await expect(gateway.cancelCharge(paid.charge)).rejects.toMatchObject({ failure: 'refused' });
	});

	test('carry what the payer copies', async () => {
		const pix = await gateway.createCharge(order);
		expect(await gateway.readPaymentCodes(pix)).toEqual({
			pixCode: expect.stringMatching(/^000201.*6304[0-9A-F]{4}$/),
			boletoLine: null
		});
		const boleto = await gateway.createCharge({ ...order, method: 'boleto' });
		expect(await gateway.readPaymentCodes(boleto)).toEqual({
			pixCode: expect.stringMatching(/^000201/),
			boletoLine: expect.stringMatching(/^\d{47}$/)
		});
		const card = await gateway.createCharge({ ...order, method: 'card' });
		expect(await gateway.readPaymentCodes(card)).toEqual({ pixCode: null, boletoLine: null });
	});

	test('are listed by the day they were made or paid, page by page', async () => {
		const ids: string[] = [];
		for (let count = 0; count < 101; count++) ids.push((await gateway.createCharge(order)).charge);
		const first = await gateway.listCharges({ madeOn: '2026-11-22' }, 0);
		expect([first.charges.length, first.next]).toEqual([100, 100]);
		const second = await gateway.listCharges({ madeOn: '2026-11-22' }, 100);
		expect([second.charges.length, second.next]).toEqual([1, null]);
		press('pay', ids[50]!);
		const paid = await gateway.listCharges({ paidOn: '2026-11-22' }, 0);
		expect(paid.charges.map(({ charge }) => charge)).toEqual([ids[50]]);
		expect((await gateway.listCharges({ madeOn: '2026-11-23' }, 0)).charges).toEqual([]);
	});
});

describe('cards', () => {
	const card = (number: string) => ({
		customerId: order.customerId,
		holderName: 'ANA',
		number,
		expiryMonth: '12',
		expiryYear: '2030',
		securityCode: '123',
		holder: {
			name: 'Ana',
			email: 'ana@client.example',
			document: '52998224725',
			postalCode: '01310100',
			addressNumber: '1',
			phone: '11999999999'
		},
		remoteAddress: '192.0.2.1'
	});

	test('become tokens that pay', async () => {
		const profile = await gateway.tokeniseCard(card('5555555555554444'));
		expect(profile).toEqual({
			token: expect.any(String),
			brand: 'MASTERCARD',
			last_four: '4444'
		});
		const made = await gateway.createCharge({ ...order, method: 'card' });
		expect(await gateway.payByCard(made.charge, profile.token, '192.0.2.1')).toMatchObject({
			state: 'confirmed',
			method: 'card',
			card: profile
		});
	});

	test('that are refused leave the charge open', async () => {
		const profile = await gateway.tokeniseCard(card('4000000000000002'));
		const made = await gateway.createCharge({ ...order, method: 'card' });
		await expect(gateway.payByCard(made.charge, profile.token, '192.0.2.1')).rejects.toMatchObject({
			failure: 'refused',
			code: 'invalid_creditCard'
		});
		expect(await gateway.readCharge(made.charge)).toMatchObject({ state: 'open' });
	});
});

describe('troubles', () => {
	test('an outage, a lost answer and a wrong key are told apart', async () => {
		faults({ outage: 'errors' });
		await expect(gateway.check()).rejects.toMatchObject({
			failure: 'unavailable',
			code: 'unavailable'
		});
		faults({ outage: 'none', loseAnswersEvery: 1 });
		await expect(gateway.createCharge(order)).rejects.toMatchObject({ failure: 'unavailable' });
		faults({ loseAnswersEvery: 0 });
		expect(await gateway.findCharges('our charge')).toHaveLength(1);
		await gateway.check();
		await expect(createAsaas(`${simulator.url}/v3`, 'of production').check()).rejects.toMatchObject(
			{
				failure: 'unauthorized',
				code: 'invalid_access_token'
			}
		);
	});

	test('the webhook is registered once per address', async () => {
		const webhook = { url: 'http://127.0.0.1:9/hook', token: 'first', email: 'a@b.example' };
		await gateway.registerWebhook(webhook);
		await gateway.registerWebhook({ ...webhook, token: 'second' });
		const { webhooks } = simulator.admin('GET', '/state') as { webhooks: { url: string }[] };
		expect(webhooks.filter(({ url }) => url === webhook.url)).toHaveLength(1);
	});
});

describe('events', () => {
	const payment = { id: 'pay_1', status: 'RECEIVED', value: 10.1, dueDate: '2026-12-05' };
	const event = {
		id: 'evt_1&2',
		event: 'PAYMENT_RECEIVED',
		dateCreated: '2026-11-22 23:59:58',
		payment
	};

	test('are read with the time of Brasília and amounts in cents', () => {
		expect(readAsaasEvent(event)).toMatchObject({
			id: 'evt_1&2',
			kind: 'received',
			occurredAt: '2026-11-23T02:59:58.999Z',
			fact: { charge: 'pay_1', state: 'received', amount_cents: 1010 }
		});
	});

	test.each([
		['cash in hand', { payment: { ...payment, status: 'RECEIVED_IN_CASH' } }, 'received_in_cash'],
		['what is not known', { event: 'PAYMENT_SEEN_BY_A_BIRD' }, 'noted'],
		['what is about no charge', { event: 'TRANSFER_DONE', payment: undefined }, 'noted']
	])('%s', (_, changed, kind) => expect(readAsaasEvent({ ...event, ...changed })?.kind).toBe(kind));

	test.each([
		null,
		1,
		[],
		{},
		{ id: 'evt_1' },
		{ event: 'PAYMENT_RECEIVED' },
		{ ...event, id: '' }
	])('%j is no event', (body) => expect(readAsaasEvent(body)).toBeNull());

	test('a payment without an id or a status cannot be read', () => {
		expect(() => chargeFact({ id: 'pay_1' })).toThrow('not a payment');
	});

	test.each([
		['REFUNDED', null, 'refunded', 1010],
		['RECEIVED', [{ status: 'DONE', value: 0.1 }], 'partially_refunded', 10],
		['RECEIVED', [{ status: 'PENDING', value: 0.1 }], 'received', 0],
		['SOMETHING_NEW', null, 'open', 0]
	])('status %s with refunds %j is %s', (status, refunds, state, refunded_cents) =>
		expect(chargeFact({ ...payment, status, refunds })).toMatchObject({ state, refunded_cents })
	);
});
