import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgres } from '../postgres/postgres.ts';
import {
	addressOf,
	openRawSocket,
	roomPolicies,
	serve,
	startTestbed,
	subscribed,
	type Testbed
} from './testbed.ts';

let bed: Testbed;

beforeAll(async () => {
	bed = await startTestbed({
		limits: { bufferedBytes: 2_000_000 },
		timings: { idleTimeout: 60_000 }
	});
	await bed.query(roomPolicies);
});

afterAll(() => bed.stop());

test('an upgrade is refused before it happens, with status and reason', async () => {
	const token = await bed.token();
	const cases: [string, number, string][] = [
		['/realtime/v1/websocket', 401, 'API key is missing'],
		['/realtime/v1/websocket?apikey=sb_publishable_x', 401, 'API key is missing'],
		['/realtime/v1/websocket?apikey=x', 401, 'not a valid JWT'],
		[`/realtime/v1/websocket?apikey=${token}&vsn=9`, 403, 'unsupported vsn 9'],
		[`/realtime/v1/elsewhere?apikey=${token}`, 404, 'Not Found']
	];
	for (const [path, status, reason] of cases) {
		expect(await refusedUpgrade(`${bed.url}${path}`)).toEqual({
			status,
			error: expect.stringContaining(reason) as string
		});
	}
});

test('one socket more than allowed is refused, and joins have a rate', async () => {
	const service = await bed.startService({ limits: { connections: 1, joinsPerSecond: 1 } });
	const server = await serve(service);
	const token = await bed.token();
	const first = openRawSocket(addressOf(server), token, '2.0.0');
	await once(first.socket, 'open');
	const path = `/realtime/v1/websocket?apikey=${token}`;
	expect(await refusedUpgrade(`${addressOf(server)}${path}`)).toEqual({
		status: 429,
		error: 'Too many connected users'
	});
	for (let join = 0; join < 11; join++)
		first.send([null, `${join}`, `realtime:${join}`, 'phx_join', {}]);
	expect(await first.closed).toBe(1008);
	expect(first.frames.at(-1)).toContain('ClientJoinRateLimitReached: Too many joins per second');
	await service.close();
	server.close();
});

test('malformed frames are dropped and the socket lives on', async () => {
	const token = await bed.token();
	for (const version of ['1.0.0', '2.0.0']) {
		const raw = await bed.socket(token, version);
		const random = seededRandom(20261122);
		for (let frame = 0; frame < 2_000; frame++) raw.send(randomFrame(random));
		const heartbeat = { topic: 'phoenix', event: 'heartbeat', payload: {}, ref: 'alive' };
		raw.send(version === '1.0.0' ? heartbeat : [null, 'alive', 'phoenix', 'heartbeat', {}]);
		await expect.poll(() => raw.frames.join('')).toContain('alive');
	}
});

test('a socket that does not read is cut off, the others are served', async () => {
	const token = await bed.token();
	const slow = await bed.socket(token);
	slow.send(['1', '1', 'realtime:flood', 'phx_join', {}]);
	await expect.poll(() => slow.frames).toHaveLength(1);
	const client = await bed.client();
	let received = 0;
	const channel = client.channel('flood');
	channel.on('broadcast', { event: '*' }, () => received++);
	await subscribed(channel);
	slow.socket.pause();
	const text = 'x'.repeat(100_000);
	// A megabyte at a time: whoever reads stays below the bound, however busy the machine is.
	for (let sent = 10; sent <= 240; sent += 10) {
		await bed.query(
			`select realtime.send(jsonb_build_object('text', $1::text), 'e', 'flood', false) from generate_series(1, 10)`,
			[text]
		);
		await expect.poll(() => received, { timeout: 40_000, interval: 5 }).toBe(sent);
	}
	await expect.poll(() => bed.log.join('\n')).toContain('reads too slowly');
});

test('stored messages of a private channel are replayed before new ones, none twice', async () => {
	for (const step of [1, 2, 3]) {
		await bed.query(`select realtime.send(jsonb_build_object('step', $1::int), 'e', 'past')`, [
			step
		]);
	}
	const client = await bed.client({ rooms: ['past'] });
	const received: unknown[] = [];
	const replay = { since: Date.now() - 60_000, limit: 2 };
	const channel = client.channel('past', { config: { private: true, broadcast: { replay } } });
	channel.on('broadcast', { event: '*' }, ({ payload, meta }) => {
		received.push([payload.step, meta?.replayed ?? false]);
	});
	await subscribed(channel);
	await bed.query(`select realtime.send('{"step": 4}', 'e', 'past')`);
	await expect
		.poll(() => received)
		.toEqual([
			[2, true],
			[3, true],
			[4, false]
		]);
});

test('a socket that says nothing is closed', async () => {
	const service = await bed.startService({ timings: { idleTimeout: 100 } });
	const server = await serve(service);
	const raw = openRawSocket(addressOf(server), await bed.token(), '2.0.0');
	expect(await raw.closed).toBe(1006);
	await service.close();
	server.close();
});

test('closing says goodbye to the sockets', async () => {
	const service = await bed.startService();
	await expect.poll(() => service.healthy().then(() => 'healthy', String)).toBe('healthy');
	const server = await serve(service);
	const raw = openRawSocket(addressOf(server), await bed.token(), '2.0.0');
	await once(raw.socket, 'open');
	await service.close();
	expect(await raw.closed).toBe(1001);
	server.close();
});

test('a connection that is lost while a policy decides refuses that channel, and nothing else', async () => {
	await bed.query(`
		create policy "slow rooms take long" on realtime.messages for select to authenticated
			using (realtime.topic() = 'slow' and pg_sleep(20) is not null)`);
	const client = await bed.client({ rooms: ['room'] });
	const slow = client.channel('slow', { config: { private: true } });
	const refused = new Promise<string>((resolve) => {
		slow.subscribe((status, error) => {
			if (status === 'CHANNEL_ERROR') resolve(error?.message ?? '');
		});
	});
	// Only a superuser sees what others wait for.
	const superuser = new Client({ connectionString: bed.database.url('supabase_admin') });
	await superuser.connect();
	const endDeciders = () =>
		superuser.query(
			`select pg_terminate_backend(pid) from pg_stat_activity where wait_event = 'PgSleep'`
		);
	await expect.poll(async () => (await endDeciders()).rowCount).toBe(1);
	await superuser.end();
	expect(await refused).toContain('unable to connect to the project database');
	await client.removeChannel(slow);
	await bed.query('drop policy "slow rooms take long" on realtime.messages');
	await subscribed(client.channel('room', { config: { private: true } }));
});

test('messages sent while Postgres was killed reach the channels that stayed joined', async () => {
	const client = await bed.client({ rooms: ['room'] });
	const received: unknown[] = [];
	const channel = client.channel('room', { config: { private: true } });
	channel.on('broadcast', { event: '*' }, ({ payload }) => received.push(payload.step));
	await subscribed(channel);
	const send = (step: number) =>
		bed.query(`select realtime.send(jsonb_build_object('step', $1::int), 'e', 'room')`, [step]);
	await send(1);
	process.kill(bed.database.pid, 'SIGKILL');
	await bed.database.exited;
	const { dataDir, port } = bed.database;
	const restarted = await startPostgres({ dataDir, port });
	for (const step of [2, 3, 4]) await send(step);
	await expect.poll(() => received).toEqual([1, 2, 3, 4]);
	await send(5);
	await expect.poll(() => received).toEqual([1, 2, 3, 4, 5]);
	// Nothing is repeated once everything has settled.
	await pause(0);
	expect(received).toHaveLength(5);
	await restarted.stop();
});

async function refusedUpgrade(url: string): Promise<{ status?: number; error: string }> {
	const request = get(url, {
		headers: {
			connection: 'Upgrade',
			upgrade: 'websocket',
			'sec-websocket-version': '13',
			'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ=='
		}
	});
	const [response] = (await once(request, 'response')) as [IncomingMessage];
	const body = (await response.toArray()).join('');
	return { status: response.statusCode, ...(JSON.parse(body) as { error: string }) };
}

/** A linear congruential generator: the same frames on every run. */
function seededRandom(seed: number): (below: number) => number {
	let state = seed >>> 0;
	return (below) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 4294967296) * below);
	};
}

function randomFrame(random: (below: number) => number): string | Buffer {
	const pick = <Item>(items: Item[]) => items[random(items.length)] as Item;
	if (random(3) === 0) {
		const frame = Buffer.from(Array.from({ length: random(40) }, () => random(256)));
		if (frame.length > 0 && random(2) === 0) frame[0] = 3;
		return frame;
	}
	const value = () =>
		pick<unknown>([
			null,
			0,
			-1,
			'',
			'x',
			'\0',
			[],
			{},
			{ config: 7 },
			'realtime:a',
			'phoenix',
			true,
			1e300
		]);
	const event = () =>
		pick<unknown>([
			'broadcast',
			'presence',
			'access_token',
			'phx_leave',
			'__proto__',
			'heartbeat',
			7,
			null
		]);
	const text = JSON.stringify(
		random(2) === 0
			? [value(), value(), value(), event(), value()]
			: { join_ref: value(), ref: value(), topic: value(), event: event(), payload: value() }
	);
	return random(4) === 0 ? text.slice(0, random(text.length)) : text;
}
