import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { boletoLine } from './boleto-line.ts';
import { simulatedPixCode } from './pix-code.ts';
import { startGatewaySimulator, type GatewaySimulator } from './simulator.ts';
import { handClock, startWebhookSink, type HandClock, type WebhookSink } from './testing.ts';

const apiKey = '$aact_sim_tests';
const noWait = Array.from({ length: 14 }, () => 0);
let clock: HandClock;
let simulator: GatewaySimulator;
let sink: WebhookSink;

beforeEach(async () => {
	clock = handClock('2026-11-22T12:00:00Z');
	sink = await startWebhookSink();
	simulator = await start();
});

afterEach(async () => {
	await simulator.close();
	await sink.close();
});

const start = (more: { file?: string; webhookRetries?: readonly number[] } = {}) =>
	startGatewaySimulator({ port: 0, clock, log: () => {}, ...more });

async function call(method: string, path: string, body?: unknown, key: string | null = apiKey) {
	const response = await fetch(`${simulator.url}${path}`, {
		method,
		headers: {
			...(key ? { access_token: key } : {}),
			...(body ? { 'content-type': 'application/json' } : {})
		},
		body: body ? JSON.stringify(body) : undefined
	});
	return { status: response.status, body: await response.json() };
}

async function addCharge(more: Record<string, unknown> = {}): Promise<string> {
	const customer = await call('POST', '/v3/customers', { name: 'Ana', cpfCnpj: '52998224725' });
	const charge = await call('POST', '/v3/payments', {
		customer: customer.body.id,
		billingType: 'PIX',
		value: 129.9,
		dueDate: '2026-12-05',
		...more
	});
	expect(charge.status).toBe(200);
	return charge.body.id;
}

const listen = () =>
	call('POST', '/v3/webhooks', { url: sink.url, authToken: 'of the webhook', events: [] });
const names = () => sink.received.map(({ event }) => event.event);

describe('the API', () => {
	test('wants a key of the simulator; what is of another account does not exist', async () => {
		const id = await addCharge();
		const refused = { errors: [{ code: 'invalid_access_token', description: expect.any(String) }] };
		expect(await call('GET', `/v3/payments/${id}`, undefined, null)).toEqual({
			status: 401,
			body: refused
		});
		expect((await call('GET', `/v3/payments/${id}`, undefined, '$aact_prod_key')).status).toBe(401);
		expect((await call('GET', `/v3/payments/${id}`, undefined, '$aact_sim_other')).status).toBe(
			404
		);
		expect((await call('GET', `/v3/payments/${id}`)).status).toBe(200);
	});

	test.each([
		['invalid_value', { value: 0 }],
		['invalid_value', { value: 1.005 }],
		['invalid_dueDate', { dueDate: '2026-11-21' }],
		['invalid_dueDate', { dueDate: '2026-02-30' }],
		['invalid_billingType', { billingType: 'CHEQUE' }],
		['invalid_customer', { customer: 'cus_of_nobody' }]
	])('refuses a charge with %s', async (code, wrong) => {
		const customer = await call('POST', '/v3/customers', { name: 'Ana', cpfCnpj: '52998224725' });
		const { status, body } = await call('POST', '/v3/payments', {
			customer: customer.body.id,
			billingType: 'PIX',
			value: 10,
			dueDate: '2026-11-22',
			...wrong
		});
		expect([status, body.errors[0].code]).toEqual([400, code]);
	});

	test('says 501 for what it does not know, and 400 for what is no JSON', async () => {
		expect((await call('POST', '/v3/transfers', { value: 1 })).status).toBe(501);
		const broken = await fetch(`${simulator.url}/v3/payments`, {
			method: 'POST',
			headers: { access_token: apiKey },
			body: '{'
		});
		expect(broken.status).toBe(400);
	});

	test('lists by page, and never what was removed', async () => {
		const ids = [];
		for (let count = 0; count < 3; count++) ids.push(await addCharge());
		await call('DELETE', `/v3/payments/${ids[1]}`);
		const first = await call('GET', '/v3/payments?limit=1');
		expect(first.body).toMatchObject({ hasMore: true, totalCount: 2, data: [{ id: ids[0] }] });
		const second = await call('GET', '/v3/payments?limit=1&offset=1');
		expect(second.body).toMatchObject({ hasMore: false, data: [{ id: ids[2] }] });
		expect((await call('GET', `/v3/payments/${ids[1]}`)).body.deleted).toBe(true);
	});

	test('gives back parts of a Pix, never more than came, and no boleto', async () => {
		const pix = await addCharge();
		simulator.admin('POST', `/charges/${pix}/pay`);
		const part = await call('POST', `/v3/payments/${pix}/refund`, { value: 29.9 });
		expect(part.body).toMatchObject({
			status: 'RECEIVED',
			refunds: [{ value: 29.9, status: 'DONE' }]
		});
		expect((await call('POST', `/v3/payments/${pix}/refund`, { value: 100.01 })).status).toBe(400);
		expect((await call('POST', `/v3/payments/${pix}/refund`, {})).body.status).toBe('REFUNDED');
		const boleto = await addCharge({ billingType: 'BOLETO' });
		simulator.admin('POST', `/charges/${boleto}/pay`);
		expect((await call('POST', `/v3/payments/${boleto}/refund`, {})).status).toBe(400);
	});

	test('asks fine and interest of who pays late: R$ 100 at 2 % and 1 % a month, 15 days: 102,50', async () => {
		const id = await addCharge({ value: 100, fine: { value: 2 }, interest: { value: 1 } });
		simulator.admin('POST', `/charges/${id}/pay`, { paidOn: '2026-12-20' });
		expect((await call('GET', `/v3/payments/${id}`)).body).toMatchObject({
			value: 102.5,
			originalValue: 100,
			clientPaymentDate: '2026-12-20'
		});
	});

	test('keeps of a card only a token that is good for its customer; a refused card leaves no charge', async () => {
		const customer = await call('POST', '/v3/customers', { name: 'Ana', cpfCnpj: '52998224725' });
		const tokenise = (number: string) =>
			call('POST', '/v3/creditCard/tokenizeCreditCard', {
				customer: customer.body.id,
				creditCard: {
					holderName: 'ANA',
					number,
					expiryMonth: '12',
					expiryYear: '2030',
					ccv: '123'
				},
				creditCardHolderInfo: { name: 'Ana' },
				remoteIp: '192.0.2.1'
			});
		const good = (await tokenise('4111111111111111')).body;
		expect(good).toMatchObject({ creditCardNumber: '1111', creditCardBrand: 'VISA' });
		expect((await tokenise('4111111111111112')).body.errors[0].code).toBe('invalid_creditCard');
		const refused = (await tokenise('4000000000000002')).body;
		const charge = (token: string) =>
			call('POST', '/v3/payments', {
				customer: customer.body.id,
				billingType: 'CREDIT_CARD',
				value: 50,
				dueDate: '2026-12-05',
				creditCardToken: token
			});
		expect((await charge(good.creditCardToken)).body).toMatchObject({
			status: 'CONFIRMED',
			creditCard: { creditCardNumber: '1111' }
		});
		expect((await charge(refused.creditCardToken)).status).toBe(400);
		expect((await call('GET', '/v3/payments')).body.totalCount).toBe(1);
		expect(JSON.stringify(simulator.admin('GET', '/state'))).not.toContain('4111111111111111');
	});
});

describe('webhooks', () => {
	test('tell the life of a boleto in order, with the token', async () => {
		await listen();
		const id = await addCharge({ billingType: 'BOLETO' });
		await call('PUT', `/v3/payments/${id}`, { value: 130 });
		simulator.admin('POST', `/charges/${id}/pay`);
		simulator.admin('POST', `/charges/${id}/settle`);
		await simulator.settled();
		expect(names()).toEqual([
			'PAYMENT_CREATED',
			'PAYMENT_UPDATED',
			'PAYMENT_CONFIRMED',
			'PAYMENT_RECEIVED'
		]);
		expect(sink.received[3]).toMatchObject({
			token: 'of the webhook',
			event: { id: expect.stringMatching(/^evt_/), payment: { id, status: 'RECEIVED', value: 130 } }
		});
	});

	test('that are not answered with 200 are repeated after the documented waits and stop after fifteen', async () => {
		await listen();
		sink.status = 201;
		await addCharge();
		await sink.reached(1);
		// The documented waits sum up to under fifteen hours; each failure sets the next.
		for (let attempt = 2; attempt <= 15; attempt++) {
			await expect.poll(failures, { interval: 1 }).toBe(attempt - 1);
			clock.move(3 * 3_600_000);
			await sink.reached(attempt);
		}
		await simulator.settled();
		expect(simulator.admin('GET', '/state')).toMatchObject({ webhooks: [{ interrupted: true }] });
		expect(new Set(sink.received.map(({ event }) => event.id)).size).toBe(1);

		sink.status = 200;
		simulator.admin('POST', '/webhooks/resume');
		await simulator.settled();
		expect(sink.received).toHaveLength(16);
	});

	test('with duplicates, shuffled and lost: every event that was not lost comes as often as asked', async () => {
		await listen();
		simulator.admin('POST', '/faults', {
			duplicates: 2,
			reorder: true,
			loseEvery: 5,
			delayMs: 1000
		});
		const ids = [];
		for (let count = 0; count < 6; count++) ids.push(await addCharge());
		for (const id of ids) simulator.admin('POST', `/charges/${id}/pay`);
		const settled = simulator.settled();
		let isSettled = false;
		void settled.then(() => (isSettled = true));
		while (!isSettled) {
			clock.move(10);
			await new Promise((resolve) => setImmediate(resolve));
		}
		const { lost } = simulator.admin('GET', '/state') as { lost: { id: string }[] };
		expect(lost).toHaveLength(2);
		const counts = Map.groupBy(sink.received, ({ event }) => event.id);
		expect([...counts.values()].map((copies) => copies.length)).toEqual(Array(10).fill(3));
		expect(names()).not.toEqual(names().toSorted());
	});

	test('of faults that are none, the field is named', () => {
		expect(() => simulator.admin('POST', '/faults', { duplicates: -1 })).toThrow('duplicates');
		expect(() => simulator.admin('POST', '/faults', { outage: 'fire' })).toThrow('outage');
	});

	const failures = () => (simulator.admin('GET', '/state') as { failures: number }).failures;
});

describe('troubles of the API', () => {
	test('an outage answers 503 and does nothing', async () => {
		simulator.admin('POST', '/faults', { outage: 'errors' });
		expect(
			(await call('POST', '/v3/customers', { name: 'Ana', cpfCnpj: '52998224725' })).status
		).toBe(503);
		simulator.admin('POST', '/faults', { outage: 'none' });
		expect((await call('GET', '/v3/customers')).body.totalCount).toBe(0);
	});

	test('a lost answer is lost after the deed', async () => {
		simulator.admin('POST', '/faults', { loseAnswersEvery: 1 });
		const ana = { name: 'Ana', cpfCnpj: '52998224725' };
		await expect(call('POST', '/v3/customers', ana)).rejects.toThrow('fetch failed');
		expect((await call('GET', '/v3/customers')).body.totalCount).toBe(1);
	});
});

test('its page says what it is; pages of elsewhere cannot press its buttons', async () => {
	const page = await (await fetch(simulator.url)).text();
	expect(page).toContain('Simulador, não é o Asaas');
	const id = await addCharge({ description: '<b>fat</b>' });
	const invoice = await (await fetch(`${simulator.url}/i/${id}`)).text();
	expect(invoice).toContain('Simulador, não é o Asaas');
	expect(invoice).not.toContain('<b>fat');
	const pressed = await fetch(`${simulator.url}/admin/charges/${id}/pay`, {
		method: 'POST',
		headers: { origin: 'http://elsewhere.example' }
	});
	expect(pressed.status).toBe(403);
	expect((await call('GET', `/v3/payments/${id}`)).body.status).toBe('PENDING');
});

test('what it knew is there after a restart, webhooks on their way included', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'simulator-'));
	await simulator.close();
	simulator = await start({ file: join(folder, 'book.json') });
	await listen();
	simulator.admin('POST', '/faults', { delayMs: 5000 });
	const id = await addCharge();
	await simulator.close();
	simulator = await start({ file: join(folder, 'book.json'), webhookRetries: noWait });
	expect((await call('GET', `/v3/payments/${id}`)).body).toMatchObject({ id, value: 129.9 });
	clock.move(5000);
	await simulator.settled();
	expect(names()).toEqual(['PAYMENT_CREATED']);
	await rm(folder, { recursive: true });
});

test('the codes have the right check digits', () => {
	// CRC-16/CCITT-FALSE over all but the last four characters.
	const code = simulatedPixCode('pay_1');
	let crc = 0xffff;
	for (const byte of Buffer.from(code.slice(0, -4)))
		for (let bit = 7, high; bit >= 0; bit--) {
			high = ((crc >> 15) & 1) ^ ((byte >> bit) & 1);
			crc = (crc << 1) & 0xffff;
			if (high) crc ^= 0x1021;
		}
	expect(code.slice(-4)).toBe(crc.toString(16).toUpperCase().padStart(4, '0'));
	// Factor of 2025-02-22 is 1000, one day after 9999.
	expect(boletoLine(1, 100, '2025-02-21').barCode.slice(5, 9)).toBe('9999');
	expect(boletoLine(1, 100, '2025-02-22').barCode.slice(5, 9)).toBe('1000');
	const { identificationField, barCode } = boletoLine(12, 12990, '2026-12-05');
	expect(identificationField).toMatch(/^9999\d{43}$/);
	expect(identificationField.endsWith(barCode.slice(5, 19))).toBe(true);
});
