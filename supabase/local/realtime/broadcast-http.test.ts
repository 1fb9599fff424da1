import { afterAll, beforeAll, expect, test } from 'vitest';
import { roomPolicies, startTestbed, subscribed, type Testbed } from './testbed.ts';

let bed: Testbed;

beforeAll(async () => {
	bed = await startTestbed({ limits: { messagesPerSecond: 10, payloadBytes: 1_000 } });
	await bed.query(roomPolicies);
});

afterAll(() => bed.stop());

async function post(path: string, body: unknown, headers: Record<string, string> = {}) {
	const authorization = `Bearer ${await bed.token({ writes: ['mine'] })}`;
	const isRaw = typeof body === 'string' || body instanceof Uint8Array;
	const response = await fetch(`${bed.url}/realtime/v1/api/broadcast${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', authorization, ...headers },
		body: isRaw ? (body as string) : JSON.stringify(body)
	});
	return { status: response.status, body: await response.text() };
}

test('supabase-js sends by HTTP to those who are joined, if the policies let it', async () => {
	const reader = await bed.client({ rooms: ['mine'] });
	const writer = await bed.client({ writes: ['mine'] });
	const received: unknown[] = [];
	const joined = reader.channel('mine', { config: { private: true } });
	joined.on('broadcast', { event: '*' }, ({ event, payload }) => received.push([event, payload]));
	await subscribed(joined);
	const channel = writer.channel('mine', { config: { private: true } });
	await channel.httpSend('evento é', { a: 1 });
	await channel.httpSend('bytes', new Uint8Array([7]));
	await expect.poll(() => received).toHaveLength(2);
	expect(received[0]).toEqual(['evento é', { a: 1 }]);
	const refused = writer.channel('theirs', { config: { private: true } });
	await expect(refused.httpSend('e', {})).rejects.toThrow('permission');
});

test('of a batch, what the policies refuse is left out without a word', async () => {
	const client = await bed.client({ role: 'service_role' });
	const heard: string[] = [];
	for (const topic of ['mine', 'theirs']) {
		const channel = client.channel(topic, { config: { private: true } });
		channel.on('broadcast', { event: '*' }, ({ event }) => heard.push(`${topic} ${event}`));
		await subscribed(channel);
	}
	const message = { event: 'e', payload: { a: 1 }, private: true };
	const messages = [
		{ ...message, topic: 'theirs' },
		{ ...message, topic: 'mine' }
	];
	expect(await post('', { messages })).toEqual({ status: 202, body: '' });
	await expect.poll(() => heard).toEqual(['mine e']);
});

test.each<[string, string, unknown, Record<string, string>, number, string]>([
	['no token', '', {}, { authorization: '' }, 401, 'Unauthorized'],
	['a forged token', '', {}, { authorization: 'Bearer x.y.z' }, 401, 'Unauthorized'],
	['no JSON', '', '{', {}, 400, 'Bad Request'],
	['no messages', '', {}, {}, 422, `"messages":["can't be blank"]`],
	['messages of another kind', '', { messages: [1] }, {}, 422, 'is invalid'],
	['fields missing', '', { messages: [{ topic: 't' }] }, {}, 422, `"event":["can't be blank"]`],
	[
		'a payload that is no object',
		'',
		{ messages: [{ topic: 't', event: 'e', payload: 1 }] },
		{},
		422,
		'"payload":["is invalid"]'
	],
	[
		'a payload too large',
		'/t/events/e',
		{ text: 'x'.repeat(1_000) },
		{},
		422,
		'Payload size exceeds tenant limit'
	],
	[
		'another media type',
		'/t/events/e',
		'<a/>',
		{ 'content-type': 'text/xml' },
		415,
		'Unsupported Media Type'
	],
	['a broken escape', '/%E0%A4%A/events/e', {}, {}, 422, '"topic":["is invalid"]'],
	[
		'a topic Postgres cannot hold',
		'/a%00b/events/e?private=true',
		{},
		{},
		422,
		'"topic":["is invalid"]'
	],
	['storing', '/t/events/e?persist=true', {}, {}, 501, 'persist'],
	['a private topic without the right', '/theirs/events/e?private=true', {}, {}, 403, 'permission'],
	[
		'too many at once',
		'',
		{ messages: Array(101).fill({ topic: 't', event: 'e', payload: {} }) },
		{},
		429,
		'batch size'
	]
])('%s is answered with its documented error', async (_, path, body, headers, status, text) => {
	const answer = await post(path, body, headers);
	expect(answer.status).toBe(status);
	expect(answer.body).toContain(text);
});

test('a preflight is answered and other paths are named as unsupported', async () => {
	const preflight = await fetch(`${bed.url}/realtime/v1/api/broadcast`, { method: 'OPTIONS' });
	expect(preflight.status).toBe(204);
	expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
	const tenants = await fetch(`${bed.url}/realtime/v1/api/tenants`);
	expect(tenants.status).toBe(501);
});
