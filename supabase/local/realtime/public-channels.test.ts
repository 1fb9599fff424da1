import { afterAll, beforeAll, expect, test } from 'vitest';
import { roomPolicies, startTestbed, subscribed, type Testbed } from './testbed.ts';

let bed: Testbed;

beforeAll(async () => {
	bed = await startTestbed({ limits: { channelsPerConnection: 3, payloadBytes: 1_000 } });
	await bed.query(roomPolicies);
});

afterAll(() => bed.stop());

test('clients of both versions hear each other, and themselves when they ask to', async () => {
	const heard: string[] = [];
	const join = async (name: string, vsn: '1.0.0' | '2.0.0', self: boolean) => {
		const client = await bed.client({}, vsn);
		const channel = client.channel('talk', { config: { broadcast: { self, ack: true } } });
		channel.on('broadcast', { event: 'say' }, ({ payload }) => {
			heard.push(`${name} hears ${payload.word}`);
		});
		return subscribed(channel);
	};
	const old = await join('old', '1.0.0', false);
	const modern = await join('modern', '2.0.0', true);
	expect(await modern.send({ type: 'broadcast', event: 'say', payload: { word: 'olá' } })).toBe(
		'ok'
	);
	await expect.poll(() => heard.sort()).toEqual(['modern hears olá', 'old hears olá']);
	expect(await old.send({ type: 'broadcast', event: 'say', payload: { word: 'oi' } })).toBe('ok');
	await expect.poll(() => heard.length).toBe(3);
	expect(heard[2]).toBe('modern hears oi');
});

test('bytes reach those whose version can carry them', async () => {
	const [sender, modern, old] = [
		await bed.client(),
		await bed.client(),
		await bed.client({}, '1.0.0')
	];
	const received: unknown[] = [];
	const mine = sender.channel('bytes');
	const theirs = modern.channel('bytes');
	const deaf = old.channel('bytes');
	theirs.on('broadcast', { event: '*' }, ({ payload }) => received.push(payload));
	deaf.on('broadcast', { event: '*' }, () => received.push('heard by 1.0.0'));
	await Promise.all([subscribed(mine), subscribed(theirs), subscribed(deaf)]);
	const payload = new Uint8Array([1, 2, 255]).buffer;
	await mine.send({ type: 'broadcast', event: 'blob', payload });
	await mine.send({ type: 'broadcast', event: 'text', payload: { last: true } });
	await expect.poll(() => received).toHaveLength(3);
	expect(new Uint8Array(received[0] as ArrayBuffer)).toEqual(new Uint8Array([1, 2, 255]));
	expect(received.filter((one) => one === 'heard by 1.0.0')).toHaveLength(1);
});

test('presence: state at the join, then who comes, changes and goes', async () => {
	const seen: string[] = [];
	const ana = (await bed.client()).channel('here', { config: { presence: { key: 'ana' } } });
	ana.on('presence', { event: 'join' }, ({ key }) => seen.push(`+${key}`));
	ana.on('presence', { event: 'leave' }, ({ key }) => seen.push(`-${key}`));
	await subscribed(ana);
	expect(await ana.track({ page: 1 })).toBe('ok');
	const bobClient = await bed.client();
	const bob = bobClient.channel('here', { config: { presence: { key: 'bob' } } });
	bob.on('presence', { event: 'sync' }, () => undefined);
	await subscribed(bob);
	await expect.poll(() => Object.keys(bob.presenceState())).toEqual(['ana']);
	await bob.track({ page: 2 });
	await expect.poll(() => seen).toEqual(['+ana', '+bob']);
	await bob.track({ page: 3 });
	await expect.poll(() => ana.presenceState()['bob']).toMatchObject([{ page: 3 }]);
	bobClient.realtime.disconnect();
	await expect.poll(() => Object.keys(ana.presenceState())).toEqual(['ana']);
	await ana.untrack();
	await expect.poll(() => ana.presenceState()).toEqual({});
});

test('presence that is too busy, too rich or no object is refused', async () => {
	const raw = await bed.socket(await bed.token());
	raw.send(['1', '1', 'realtime:crowd', 'phx_join', { config: {} }]);
	const track = (payload: unknown) =>
		raw.send([
			'1',
			'p',
			'realtime:crowd',
			'presence',
			{ type: 'presence', event: 'track', payload }
		]);
	track([1]);
	track(Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`key${index}`, index])));
	for (let call = 0; call < 4; call++) track({ call: 0 });
	await expect.poll(() => raw.messages().at(-1)?.[3]).toBe('phx_close');
	const text = raw.frames.join('\n');
	expect(text).toContain('Presence track payload must be a map');
	expect(text).toContain('more than 10 keys');
	expect(text).toContain('Client presence rate limit exceeded');
});

test('postgres_changes is refused by name', async () => {
	const channel = (await bed.client()).channel('table');
	channel.on('postgres_changes', { event: '*', schema: 'public' }, () => undefined);
	await expect(subscribed(channel)).rejects.toThrow(
		'CHANNEL_ERROR: NotImplemented: postgres_changes is not supported by the embedded platform'
	);
});

test.each([
	[
		{ config: { private: 'maybe' } },
		'InvalidJoinPayload: private: unable to parse, expected boolean'
	],
	[{ config: [] }, 'InvalidJoinPayload: config: unable to parse, expected a map'],
	[
		{ config: { broadcast: { replay: { since: 1 } } } },
		'UnableToReplayMessages: Replay is not allowed'
	],
	[{ access_token: 'x.y.z' }, 'MalformedJWT: The token provided is not a valid JWT']
])('a join with %j is refused', async (payload, reason) => {
	const raw = await bed.socket(await bed.token());
	raw.send(['1', '1', 'realtime:refused', 'phx_join', payload]);
	await expect.poll(() => raw.frames).toHaveLength(1);
	expect(raw.frames[0]).toContain(reason);
});

test('topics, heartbeat, leaving and joining again follow the protocol', async () => {
	const raw = await bed.socket(await bed.token());
	const answer = async (frame: unknown[], count = 1) => {
		const before = raw.frames.length;
		raw.send(frame);
		await expect.poll(() => raw.frames).toHaveLength(before + count);
		return raw.messages().slice(before);
	};
	const ok = { status: 'ok', response: {} };
	const joined = { status: 'ok', response: { postgres_changes: [] } };
	const error = (reason: string) => ({ status: 'error', response: { reason } });
	expect(await answer([null, '1', 'phoenix', 'heartbeat', {}])).toEqual([
		[null, '1', 'phoenix', 'phx_reply', ok]
	]);
	expect(await answer(['2', '2', 'realtime:', 'phx_join', {}])).toEqual([
		['2', '2', 'realtime:', 'phx_reply', error('TopicNameRequired: You must provide a topic name')]
	]);
	expect(await answer(['3', '3', 'other:x', 'phx_join', {}])).toEqual([
		['3', '3', 'other:x', 'phx_reply', error('unmatched topic')]
	]);
	expect(await answer(['4', '4', 'realtime:x', 'broadcast', {}])).toEqual([
		['4', '4', 'realtime:x', 'phx_reply', error('unmatched topic')]
	]);
	expect(await answer(['5', '5', 'realtime:x', 'phx_join', { config: {} }])).toEqual([
		['5', '5', 'realtime:x', 'phx_reply', joined]
	]);
	expect(await answer(['6', '6', 'realtime:x', 'phx_join', { config: {} }], 2)).toEqual([
		['5', '5', 'realtime:x', 'phx_close', {}],
		['6', '6', 'realtime:x', 'phx_reply', joined]
	]);
	expect(await answer(['6', '7', 'realtime:x', 'phx_leave', {}], 2)).toEqual([
		['6', '7', 'realtime:x', 'phx_reply', ok],
		['6', '6', 'realtime:x', 'phx_close', {}]
	]);
	for (const topic of ['a', 'b', 'c'])
		await answer(['8', '8', `realtime:${topic}`, 'phx_join', {}]);
	expect(await answer(['9', '9', 'realtime:d', 'phx_join', {}])).toEqual([
		['9', '9', 'realtime:d', 'phx_reply', error('ChannelRateLimitReached: Too many channels')]
	]);
});

test('a broadcast that is too large is refused where it is acknowledged', async () => {
	const channel = (await bed.client()).channel('large', { config: { broadcast: { ack: true } } });
	await subscribed(channel);
	const payload = { text: 'x'.repeat(1_000) };
	expect(await channel.send({ type: 'broadcast', event: 'e', payload })).toBe('error');
});
