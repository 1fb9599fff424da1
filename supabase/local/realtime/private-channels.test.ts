import { afterAll, beforeAll, expect, test } from 'vitest';
import { roomPolicies, startTestbed, subscribed, type Testbed } from './testbed.ts';

let bed: Testbed;

beforeAll(async () => {
	bed = await startTestbed();
	await bed.query(roomPolicies);
	await bed.query(`
		create table public.members (who uuid, room text);
		alter table public.members enable row level security;
		grant select on public.members to authenticated;
		create policy "members see themselves" on public.members for select to authenticated
			using (who = auth.uid());
		create policy "members listen" on realtime.messages for select to authenticated
			using (realtime.topic() in (select room from public.members where who = auth.uid()));
		create policy "presence only" on realtime.messages for select to authenticated
			using (realtime.topic() = 'lobby' and extension = 'presence');
		create policy "a broken policy" on realtime.messages for select to anon
			using (1 / (length(realtime.topic()) - 6) > 0);
	`);
});

afterAll(() => bed.stop());

const privately = { config: { private: true } };

test('whom the policies do not admit is refused with a reason', async () => {
	const client = await bed.client({ rooms: ['mine'] });
	await expect(subscribed(client.channel('theirs', privately))).rejects.toThrow(
		'CHANNEL_ERROR: Unauthorized: You do not have permissions to read from this Channel topic: theirs'
	);
	await expect(subscribed(client.channel('mine', privately))).resolves.toBeDefined();
});

test('a policy that fails admits nobody, and a role that does not exist neither', async () => {
	const anonymous = await bed.client({ role: 'anon' });
	await expect(subscribed(anonymous.channel('broken', privately))).rejects.toThrow('Unauthorized');
	const stranger = await bed.client({ role: 'nobody' });
	await expect(subscribed(stranger.channel('mine', privately))).rejects.toThrow('Unauthorized');
	expect(bed.log.join('\n')).toMatch(/division by zero[^]*role "nobody" does not exist/);
});

test('service_role passes every policy', async () => {
	const client = await bed.client({ role: 'service_role' });
	await expect(subscribed(client.channel('anything', privately))).resolves.toBeDefined();
});

test('a sender without the right to write is not heard and gets no answer', async () => {
	const reader = await bed.client({ rooms: ['hall'] });
	const writer = await bed.client({ rooms: ['hall'], writes: ['hall'] });
	const heard: string[] = [];
	const listening = writer.channel('hall', {
		config: { private: true, broadcast: { self: true, ack: true } }
	});
	listening.on('broadcast', { event: '*' }, ({ event }) => heard.push(event));
	const reading = reader.channel('hall', { config: { private: true, broadcast: { ack: true } } });
	await Promise.all([subscribed(listening), subscribed(reading)]);
	const refused = await reading.send(
		{ type: 'broadcast', event: 'refused', payload: {} },
		{ timeout: 300 }
	);
	expect(refused).toBe('timed out');
	expect(await listening.send({ type: 'broadcast', event: 'said', payload: {} })).toBe('ok');
	await expect.poll(() => heard).toEqual(['said']);
});

test('who may only see presence receives no broadcast', async () => {
	const jwt = await bed.token({});
	const raw = await bed.socket(jwt);
	const config = { private: true, presence: { enabled: true } };
	raw.send(['1', '1', 'realtime:lobby', 'phx_join', { config, access_token: jwt }]);
	await expect
		.poll(() => raw.messages().map(([, , , event]) => event))
		.toEqual(['phx_reply', 'presence_state']);
	const admin = await bed.client({ role: 'service_role' });
	const heard: string[] = [];
	const channel = admin.channel('lobby', privately);
	channel.on('broadcast', { event: '*' }, ({ event }) => heard.push(event));
	await subscribed(channel);
	await bed.query(`select realtime.send('{"secret": 1}', 'e', 'lobby')`);
	await expect.poll(() => heard).toEqual(['e']);
	raw.send([null, 'h', 'phoenix', 'heartbeat', {}]);
	await expect.poll(() => raw.frames).toHaveLength(3);
	expect(raw.frames.join('')).not.toContain('secret');
});

test('presence on a private channel: seen by its members, shown only by whom the policies let', async () => {
	const ana = await bed.client({ rooms: ['desk'], writes: ['desk'] });
	const bob = await bed.client({ rooms: ['desk'], writes: ['desk'] });
	const mute = await bed.client({ rooms: ['desk'] });
	const join = (client: typeof ana) => {
		const channel = client.channel('desk', { config: { private: true, presence: { key: '' } } });
		channel.on('presence', { event: 'sync' }, () => undefined);
		return subscribed(channel).then(() => channel);
	};
	const [hers, his, silent] = [await join(ana), await join(bob), await join(mute)];
	const seenBy = (channel: typeof hers) =>
		Object.values(channel.presenceState<{ who: string; on: string }>())
			.flat()
			.map(({ who, on }) => `${who} ${on}`)
			.sort();
	expect(await hers.track({ who: 'ana', on: 'a' })).toBe('ok');
	expect(await his.track({ who: 'bob', on: 'a' })).toBe('ok');
	expect(await silent.track({ who: 'mute', on: 'a' })).toBe('error');
	for (const channel of [hers, his, silent])
		await expect.poll(() => seenBy(channel)).toEqual(['ana a', 'bob a']);

	// Another place replaces the first; a second tab of hers stands beside it; a lost connection takes only its own away.
	const tab = await bed.client({ rooms: ['desk'], writes: ['desk'] });
	const second = await join(tab);
	await his.track({ who: 'bob', on: 'b' });
	await second.track({ who: 'ana', on: 'b' });
	await expect.poll(() => seenBy(silent)).toEqual(['ana a', 'ana b', 'bob b']);
	tab.realtime.disconnect();
	await his.untrack();
	await expect.poll(() => seenBy(silent)).toEqual(['ana a']);

	const stranger = await bed.client({ rooms: ['elsewhere'] });
	await expect(join(stranger)).rejects.toThrow('Unauthorized');
});

test('a new token is judged anew: lost rights end the channel, kept ones do not', async () => {
	const jwt = await bed.token({ rooms: ['a', 'b'] });
	const raw = await bed.socket(jwt);
	for (const room of ['a', 'b']) {
		raw.send([room, room, `realtime:${room}`, 'phx_join', { config: { private: true } }]);
	}
	await expect.poll(() => raw.frames).toHaveLength(2);
	const narrower = await bed.token({ rooms: ['b'] });
	for (const room of ['a', 'b']) {
		raw.send([room, null, `realtime:${room}`, 'access_token', { access_token: narrower }]);
	}
	await expect.poll(() => raw.frames).toHaveLength(4);
	expect(raw.messages().slice(2)).toEqual([
		[
			'a',
			null,
			'realtime:a',
			'system',
			{
				channel: 'a',
				extension: 'system',
				message: 'You do not have permissions to read from this Channel topic: a',
				status: 'error'
			}
		],
		['a', 'a', 'realtime:a', 'phx_close', {}]
	]);
	await bed.query(`select realtime.send('{}', 'for a', 'a'), realtime.send('{}', 'for b', 'b')`);
	await expect.poll(() => raw.frames).toHaveLength(5);
	expect(String(raw.frames[4])).toContain('for b');
});

test('API keys are no tokens, and a token that verifies nothing ends the channel', async () => {
	const jwt = await bed.token({ rooms: ['a'] });
	const raw = await bed.socket(jwt);
	raw.send([
		'1',
		'1',
		'realtime:a',
		'phx_join',
		{ config: { private: true }, access_token: 'sb_x' }
	]);
	raw.send(['1', null, 'realtime:a', 'access_token', { access_token: 'sb_publishable_x' }]);
	raw.send(['1', null, 'realtime:a', 'access_token', { access_token: null }]);
	raw.send(['1', null, 'realtime:a', 'access_token', { access_token: 'nonsense' }]);
	await expect
		.poll(() => raw.messages().map(([, , , event]) => event))
		.toEqual(['phx_reply', 'system', 'phx_close']);
	expect(raw.frames[1]).toContain('The token provided is not a valid JWT');
});

test('a token that expires ends its channels', async () => {
	const exp = Math.floor(Date.now() / 1000) + 5;
	const jwt = await bed.token({ rooms: ['a'], exp });
	const raw = await bed.socket(jwt);
	raw.send(['1', '1', 'realtime:a', 'phx_join', { config: { private: true } }]);
	await expect.poll(() => raw.frames).toHaveLength(3);
	expect(Date.now()).toBeGreaterThanOrEqual(exp * 1000);
	expect(raw.frames[1]).toMatch(/Token has expired \d+ seconds ago/);
	raw.send(['2', '2', 'realtime:a', 'phx_join', { config: { private: true } }]);
	await expect.poll(() => raw.frames).toHaveLength(4);
	expect(raw.frames[3]).toMatch(/InvalidJWTToken: Token has expired/);
});

test('of two tenants, nothing of one travels on the wire of the other', async () => {
	const tenants = ['tenant-a', 'tenant-b'];
	const [a, b] = await Promise.all(
		tenants.map(async (tenant) =>
			bed.socket(await bed.token({ rooms: [tenant], writes: [tenant] }))
		)
	);
	if (!a || !b) throw new Error('no sockets');
	const config = { private: true, presence: { enabled: true, key: 'someone' } };
	a.send(['1', '1', 'realtime:tenant-a', 'phx_join', { config }]);
	b.send(['1', '1', 'realtime:tenant-b', 'phx_join', { config }]);
	await expect.poll(() => [a.frames.length, b.frames.length]).toEqual([2, 2]);
	// B tries every door to A's topic.
	b.send(['2', '2', 'realtime:tenant-a', 'phx_join', { config }]);
	await expect.poll(() => b.frames.length).toBe(3);
	b.send(['3', '3', 'realtime:tenant-a', 'phx_join', { config: {} }]);
	b.send([
		'3',
		'4',
		'realtime:tenant-a',
		'broadcast',
		{ type: 'broadcast', event: 'x', payload: {} }
	]);
	await expect.poll(() => b.frames.length).toBe(4);

	a.send([
		'1',
		'5',
		'realtime:tenant-a',
		'presence',
		{ type: 'presence', event: 'track', payload: { phone: 'A-SECRET' } }
	]);
	a.send([
		'1',
		'6',
		'realtime:tenant-a',
		'broadcast',
		{ type: 'broadcast', event: 'A-SECRET', payload: {} }
	]);
	await bed.query(`select realtime.send('{"name": "A-SECRET"}', 'change', 'tenant-a')`);
	await bed.query(`select realtime.send('{"name": "for B"}', 'change', 'tenant-b')`);
	await expect.poll(() => b.frames.join('')).toContain('for B');
	expect(b.frames.join('')).not.toContain('A-SECRET');
	expect(a.frames.join('')).toContain('A-SECRET');
	expect(a.frames.join('')).not.toContain('for B');
	expect(a.frames.join('')).not.toContain('"event":"x"');
});

test('a right that is taken away in the database ends the channel at the next check', async () => {
	const service = await startTestbed({ timings: { tokenCheckInterval: 50, errorDelay: 20 } });
	await service.query(`
		create table public.members (who uuid, room text);
		grant select on public.members to authenticated;
		create policy "members listen" on realtime.messages for select to authenticated
			using (realtime.topic() in (select room from public.members where who = auth.uid()));
	`);
	const sub = '8d0ec3a0-5f0c-4a86-9c3f-3f1c5d2f1a11';
	await service.query(`insert into public.members values ($1, 'club')`, [sub]);
	const raw = await service.socket(await service.token({ sub }));
	raw.send(['1', '1', 'realtime:club', 'phx_join', { config: { private: true } }]);
	await expect.poll(() => raw.frames).toHaveLength(1);
	await service.query('delete from public.members where who = $1', [sub]);
	await expect
		.poll(() => raw.messages().map(([, , , event]) => event))
		.toEqual(['phx_reply', 'system', 'phx_close']);
	await service.stop();
});
