import { describe, expect, test } from 'vitest';
import { RestError } from '../_shared/rest-call.ts';
import type { UsageBatch } from './group-commit.ts';
import { expectConforming } from './testing/conformance.ts';
import { askAt, client, event, hashOf, key, openCounter, type Sent } from './testing/counter.ts';

// Every answer is held against the document.

const counter = openCounter();
const ask = (path: string, sent?: Sent) => askAt(counter, path, sent);
const post = (value: unknown, more: Sent = {}) =>
	ask('/usage', {
		...{ method: 'POST', body: typeof value === 'string' ? value : JSON.stringify(value) },
		...more,
		headers: { 'content-type': 'application/json', ...more.headers }
	});
const recorded = () =>
	counter.rest.calls
		.filter(({ name }) => name === 'record_usage')
		.map(({ given }) => given.batches as UsageBatch[]);

describe('one event', () => {
	test('is recorded as it was sent, under the hash of the key, and answered with what is left', async () => {
		const sent = event('a', { quantity: 3, occurred_at: '2026-11-23T09:30:00-03:00' });
		expect(await post(sent)).toMatchObject({
			status: 200,
			answer: { key: 'a', outcome: 'accepted', quota_left: 4, extras_left: 0, overage: 0 }
		});
		expect(recorded()).toEqual([[{ key_hash: hashOf(key), events: [sent] }]]);
		expect(JSON.stringify(counter.rest.calls)).not.toContain(key);
	});

	test('may name the client by its number, and the key may come as x-api-key', async () => {
		const sent = { key: 'a', client_number: 7 };
		const headers = { authorization: 'Bearer eyJ.of.a.gateway', 'x-api-key': key };
		expect((await post(sent, { headers })).status).toBe(200);
		expect(recorded()).toEqual([[{ key_hash: hashOf(key), events: [sent] }]]);
	});

	test('sent again is a duplicate, which is no failure', async () => {
		expect(await post(event('again'))).toMatchObject({
			...{ status: 200, answer: { outcome: 'duplicate' } }
		});
	});

	test.each([
		[409, 'event_key_reused'],
		[422, 'sessions_exhausted'],
		[422, 'client_not_found']
	])('refused by the rules answers %i %s with what is left', async (status, code) => {
		expect(await post(event(`${code}-1`))).toMatchObject({
			status,
			answer: { code, event: { key: `${code}-1`, outcome: 'refused', quota_left: 4 } }
		});
	});

	test.each([
		['event_key_invalid', { client_id: client }],
		['event_key_invalid', event('')],
		['event_key_invalid', event('a b')],
		['event_key_invalid', event('é')],
		['event_key_invalid', event('a\u0000')],
		['event_key_invalid', event('x'.repeat(201))],
		['event_key_invalid', { ...event('a'), key: 7 }],
		['event_invalid', { key: 'a' }],
		['event_invalid', event('a', { client_number: 7 })],
		['event_invalid', { key: 'a', client_id: 7 }],
		['event_invalid', { key: 'a', client_number: '7' }],
		['event_invalid', event('a', { clientId: client })],
		['client_not_found', { key: 'a', client_id: '\ud800' }],
		['client_not_found', { key: 'a', client_number: -1 }],
		['client_not_found', { key: 'a', client_number: 1e300 }],
		['event_quantity_invalid', event('a', { quantity: 0 })],
		['event_quantity_invalid', event('a', { quantity: 1.5 })],
		['event_quantity_invalid', event('a', { quantity: '1' })],
		['event_quantity_invalid', event('a', { quantity: null })],
		['event_quantity_invalid', event('a', { quantity: 1_000_001 })],
		['event_time_invalid', event('a', { occurred_at: 1_700_000_000 })],
		['event_time_invalid', event('a', { occurred_at: '2026-11-23T09:30:00' })],
		['event_time_invalid', event('a', { occurred_at: 'yesterday' })]
	])('that is none is refused with %s: %j', async (code, sent) => {
		expect(await post(sent)).toMatchObject({ status: 422, answer: { code } });
		// The database sees nothing of it, and still says whether the key may.
		expect(recorded()).toEqual([[{ key_hash: hashOf(key), events: [] }]]);
	});
});

describe('a batch', () => {
	test('is answered event by event, in order, whatever is wrong with some', async () => {
		const events = [event('a'), 7, event('again'), event('sessions_exhausted'), { key: 'b' }, []];
		const { status, answer } = await post({ events });
		expect(status).toBe(200);
		const results = answer.results as { key: string; outcome: string; code?: string }[];
		expect(results.map(({ key, outcome, code }) => [key, code ?? outcome])).toEqual([
			['a', 'accepted'],
			[null, 'event_invalid'],
			['again', 'duplicate'],
			['sessions_exhausted', 'sessions_exhausted'],
			['b', 'event_invalid'],
			[null, 'event_invalid']
		]);
		expect(recorded()[0]![0]!.events).toHaveLength(3);
	});

	test('holds up to a thousand', async () => {
		const events = Array.from({ length: 1000 }, (_, n) => event(`e${n}`));
		expect((await post({ events })).answer.results).toHaveLength(1000);
		expect(await post({ events: [...events, event('one more')] })).toMatchObject({
			...{ status: 413, answer: { code: 'too_many_events' } }
		});
	});

	test.each([[[]], ['x'], [{}], [null]])('of %j is none', async (events) => {
		expect(await post({ events })).toMatchObject({
			...{ status: 422, answer: { code: 'body_invalid' } }
		});
		expect(recorded()).toEqual([]);
	});
});

describe('a body', () => {
	test.each([
		[400, 'body_not_json', '{'],
		[400, 'body_not_json', ''],
		[422, 'body_invalid', '[]'],
		[422, 'body_invalid', 'null'],
		[422, 'body_invalid', JSON.stringify({ events: [event('a')], more: 1 })],
		[413, 'body_too_large', `{"key": "${'x'.repeat(1_048_576)}"}`]
	])('is refused with %i %s', async (status, code, body) => {
		expect(await post(body)).toMatchObject({ status, answer: { code } });
	});

	test('must be UTF-8', async () => {
		const body = new Uint8Array([0x22, 0xff, 0x22]);
		const headers = { 'content-type': 'application/json' };
		expect((await ask('/usage', { method: 'POST', body, headers })).status).toBe(400);
	});

	test('must say that it is JSON, and is not unpacked', async () => {
		const asText = await post(event('a'), { headers: { 'content-type': 'text/plain' } });
		expect(asText).toMatchObject({ status: 415, answer: { code: 'body_not_json' } });
		expect((await post('', { headers: { 'content-encoding': 'gzip' } })).status).toBe(415);
	});

	test('without a length is not read beyond the limit', async () => {
		const chunk = new Uint8Array(64 * 1024).fill(0x20);
		let sent = 0;
		const endless = new ReadableStream({
			pull(controller) {
				sent += 1;
				controller.enqueue(chunk);
				if (sent === 40) controller.close();
			}
		});
		const response = await fetch(counter.fn.url, {
			...{ method: 'POST', body: endless, duplex: 'half' },
			headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
		} as RequestInit);
		expect(response.status).toBe(413);
		await expectConforming('POST', '/usage', response);
	});
});

describe('a key', () => {
	test.each<[string, Record<string, string>]>([
		['missing', { authorization: '' }],
		['of another kind', { authorization: 'Bearer sb_secret_x' }],
		['not a bearer token', { authorization: `Basic ${key}` }],
		['with blanks', { authorization: '', 'x-api-key': `${key} x` }]
	])('%s is 401 without a look into the database', async (_, headers) => {
		const { status, answer, headers: given } = await post(event('a'), { headers });
		expect([status, answer.code]).toEqual([401, 'api_key_invalid']);
		expect(given.get('www-authenticate')).toMatch(/^Bearer/);
		// What an earlier test recorded may be announced meanwhile.
		expect(counter.rest.calls.filter(({ name }) => name !== 'announce_usage')).toEqual([]);
	});

	test.each([
		[401, 'api_key_revoked'],
		[401, 'api_key_expired'],
		[403, 'api_key_scope_missing']
	])('that the database refuses is %i %s, writing and reading', async (status, code) => {
		counter.refusal = { status, code };
		expect(await post(event('a'))).toMatchObject({ status, answer: { code } });
		expect(await post({ events: [7] })).toMatchObject({ status, answer: { code } });
		expect(await ask('/usage/clients')).toMatchObject({ status, answer: { code } });
	});
});

describe('many requests', () => {
	test('that arrive during a call go together into the next one', async () => {
		const held = Promise.withResolvers<void>();
		counter.meanwhile = (batches) =>
			batches[0]?.events[0]?.key === 'first' ? held.promise : undefined;
		const first = post(event('first'));
		await expect.poll(() => recorded().length).toBe(1);
		const others = Array.from({ length: 30 }, (_, n) => post(event(`other${n}`)));
		// They wait in the function as soon as it answers another one that came after them.
		await Promise.all(Array.from({ length: 3 }, () => ask('/usage/clients')));
		held.resolve();
		expect((await first).answer.key).toBe('first');
		const keys = (await Promise.all(others)).map(({ answer }) => answer.key);
		expect(keys).toEqual(others.map((_, n) => `other${n}`));
		expect(recorded().length).toBeLessThanOrEqual(4);
		expect(recorded().flat()).toHaveLength(31);
	});

	test('have their last values announced after the last of them, and not once for each', async () => {
		await Promise.all(Array.from({ length: 20 }, (_, n) => post(event(`last${n}`))));
		// An announcement of what was reported before may come in between.
		const last = () => counter.rest.calls.at(-1)?.name;
		await expect.poll(last, { interval: 20 }).toBe('announce_usage');
		const announced = counter.rest.calls.filter(({ name }) => name === 'announce_usage');
		expect(announced.length).toBeLessThanOrEqual(3);
	});

	test('of one key beyond its rate are 429 until the time that is told', async () => {
		const other = { authorization: `Bearer ${key}other` };
		const ten = { events: Array.from({ length: 10 }, (_, n) => event(`e${n}`)) };
		expect((await post(ten, { to: counter.tight })).status).toBe(200);
		expect((await post(ten, { to: counter.tight })).status).toBe(200);
		const refused = await post(ten, { to: counter.tight });
		expect(refused).toMatchObject({ status: 429, answer: { code: 'too_many_requests' } });
		expect(refused.headers.get('retry-after')).toBe('1');
		expect((await ask('/usage/clients', { to: counter.tight })).status).toBe(429);
		expect((await post(event('a'), { to: counter.tight, headers: other })).status).toBe(200);
	});

	test('beyond what the function can hold are 429, and those that it holds are recorded', async () => {
		const held = Promise.withResolvers<void>();
		counter.meanwhile = () => held.promise;
		const of = (who: string) => ({
			to: counter.tight,
			headers: { authorization: `Bearer ${key}${who}` }
		});
		const ten = { events: Array.from({ length: 10 }, (_, n) => event(`e${n}`)) };
		const first = post(ten, of('1'));
		await expect.poll(() => recorded().length).toBe(1);
		expect(await post(ten, of('2'))).toMatchObject({ status: 429, answer: { code: 'queue_full' } });
		held.resolve();
		expect((await first).status).toBe(200);
	});
});

describe('a database that', () => {
	test('loses an answer is asked once more, and nobody notices', async () => {
		let isLost = false;
		counter.meanwhile = () => {
			if (isLost) return;
			isLost = true;
			throw new Error('lost');
		};
		expect((await post(event('a'))).status).toBe(200);
		expect(recorded()).toHaveLength(2);
	});

	test('is away is 503 with a time to come back, never an acceptance', async () => {
		counter.meanwhile = () => {
			throw new Error('away');
		};
		const { status, answer, headers } = await post(event('a'));
		expect([status, answer.code]).toEqual([503, 'unavailable']);
		expect(headers.get('retry-after')).toBe('1');
	});

	test('stumbles over one request answers its neighbours', async () => {
		const held = Promise.withResolvers<void>();
		counter.meanwhile = (batches) => {
			const keys = batches.flatMap(({ events }) => events.map((one) => one.key));
			if (keys.includes('first')) return held.promise;
			if (keys.includes('poison')) throw new RestError('', 400, '22P05', null);
		};
		const first = post(event('first'));
		await expect.poll(() => recorded().length).toBe(1);
		const others = ['a', 'b', 'poison', 'c'].map((name) => post(event(name)));
		held.resolve();
		await first;
		expect((await Promise.all(others)).map(({ status }) => status)).toEqual([200, 200, 500, 200]);
	});
});
