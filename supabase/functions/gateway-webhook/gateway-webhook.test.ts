import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startFakeRest, type FakeRest } from '../_shared/testing/fake-rest.ts';
import { runFunction, type RunningFunction } from '../_shared/testing/run-function.ts';

const accountId = '3f0f4d9c-4c43-4f38-9d4e-0a8a5f2a7a11';
const token = 'the token of the webhook';
const event = {
	id: 'evt_05b708f961d739ea7eba7e4db318f621&368604920',
	event: 'PAYMENT_RECEIVED',
	dateCreated: '2026-11-22 16:45:03',
	payment: {
		object: 'payment',
		id: 'pay_080225913252',
		status: 'RECEIVED',
		value: 100.1,
		dueDate: '2026-11-25',
		billingType: 'PIX',
		clientPaymentDate: '2026-11-22',
		paymentDate: '2026-11-22',
		externalReference: 'ours',
		deleted: false
	}
};
let rest: FakeRest;
let fn: RunningFunction;
let isAway = false;

beforeAll(async () => {
	rest = await startFakeRest({
		gateway_webhook_account({ account_id }) {
			if (isAway) throw new Error('away');
			if (account_id !== accountId) return null;
			return { provider: 'asaas', token_hash: createHash('sha256').update(token).digest('hex') };
		},
		store_gateway_event() {
			if (isAway) throw new Error('away');
			return true;
		}
	});
	fn = await runFunction('gateway-webhook', {
		SUPABASE_URL: rest.url,
		SUPABASE_SECRET_KEYS: JSON.stringify({ default: rest.secretKey })
	});
});

afterAll(async () => {
	await fn.kill();
	await rest.stop();
});

beforeEach(() => {
	isAway = false;
	rest.calls.length = 0;
});

const post = async (body: unknown, more: { path?: string; token?: string | null } = {}) => {
	const given = more.token === undefined ? token : more.token;
	const response = await fetch(fn.url + (more.path ?? `/${accountId}`), {
		method: 'POST',
		headers: given === null ? {} : { 'asaas-access-token': given },
		body: typeof body === 'string' ? body : JSON.stringify(body)
	});
	return response.status;
};
const stored = () => rest.calls.filter(({ name }) => name === 'store_gateway_event');

describe('an event with the right token', () => {
	test('is stored under the sender’s id and answered with 200, whatever it means', async () => {
		expect(await post(event)).toBe(200);
		expect(stored().map(({ given }) => given)).toEqual([
			{
				account_id: accountId,
				event_id: event.id,
				name: 'PAYMENT_RECEIVED',
				kind: 'received',
				occurred_at: '2026-11-22T19:45:03.999Z',
				fact: expect.objectContaining({
					charge: 'pay_080225913252',
					reference: 'ours',
					state: 'received',
					amount_cents: 10_010,
					paid_on: '2026-11-22'
				}),
				payload: event
			}
		]);
	});

	test('of a kind that nobody knows is stored too, so that nothing is lost', async () => {
		expect(await post({ ...event, event: 'PAYMENT_SEEN_BY_A_BIRD' })).toBe(200);
		expect(stored()[0]?.given).toMatchObject({ kind: 'noted', fact: null });
	});

	test('with a charge that cannot be read is kept too: refused, it would hold up all that come after it', async () => {
		expect(await post({ ...event, payment: { id: 1 } })).toBe(200);
		expect(stored()[0]?.given).toMatchObject({
			kind: 'noted',
			fact: null,
			payload: { id: event.id }
		});
	});

	test('is not answered with 200 while it cannot be stored', async () => {
		isAway = true;
		expect(await post(event)).toBe(503);
	});

	test('that is none is refused', async () => {
		expect(await post('{')).toBe(400);
		expect(await post([])).toBe(400);
		expect(await post({ event: 'PAYMENT_RECEIVED' })).toBe(400);
		expect(await post({ ...event, id: 'x'.repeat(300 * 1024) })).toBe(400);
		expect(stored()).toEqual([]);
	});
});

test('without the token, with another, or at an address of nobody: refused alike, and nothing is stored', async () => {
	expect(await post(event, { token: null })).toBe(401);
	expect(await post(event, { token: `${token}.` })).toBe(401);
	expect(await post(event, { token: '' })).toBe(401);
	expect(await post(event, { path: '/00000000-0000-4000-8000-000000000000' })).toBe(401);
	expect(await post(event, { path: '/not-an-account' })).toBe(401);
	expect(await post(event, { path: '' })).toBe(401);
	expect(stored()).toEqual([]);
});

test('only POST is taken; anybody may ask whether it is there', async () => {
	expect((await fetch(`${fn.url}/${accountId}`)).status).toBe(405);
	expect((await fetch(`${fn.url}/health`)).status).toBe(200);
	expect((await fetch(`${fn.url}/health`, { method: 'POST' })).status).toBe(405);
});
