import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { roomPolicies, startTestbed, subscribed, type Testbed } from './testbed.ts';

let bed: Testbed;

beforeAll(async () => {
	bed = await startTestbed();
	await bed.query(roomPolicies);
});

afterAll(() => bed.stop());

test.each(['1.0.0', '2.0.0'] as const)(
	'a message committed in the database reaches a private channel of supabase-js (%s)',
	async (vsn) => {
		const client = await bed.client({ rooms: ['room'] }, vsn);
		const received: unknown[] = [];
		const channel = client.channel('room', { config: { private: true } });
		channel.on('broadcast', { event: 'change' }, (message) => received.push(message));
		await subscribed(channel);
		await bed.query(`select realtime.send('{"id": 1, "name": "açaí"}', 'change', 'room')`);
		await expect.poll(() => received).toHaveLength(1);
		expect(received[0]).toEqual({
			type: 'broadcast',
			event: 'change',
			payload: { id: 1, name: 'açaí' },
			meta: { id: expect.any(String) as string }
		});
	}
);

test('a message is sent at commit, in order, and a rolled back one never', async () => {
	const client = await bed.client({ rooms: ['order'] });
	const received: unknown[] = [];
	const channel = client.channel('order', { config: { private: true } });
	channel.on('broadcast', { event: '*' }, ({ payload }) => received.push(payload.step));
	await subscribed(channel);

	const database = new Client({ connectionString: bed.database.url('postgres') });
	await database.connect();
	const send = (step: number) =>
		database.query(`select realtime.send(jsonb_build_object('step', $1::int), 'e', 'order')`, [
			step
		]);
	await database.query('begin');
	await send(1);
	await database.query('rollback');
	await database.query('begin');
	await send(3);
	await send(4);
	// A later transaction that commits earlier is received earlier.
	await bed.query(`select realtime.send('{"step": 2}', 'e', 'order')`);
	await expect.poll(() => received).toEqual([2]);
	await database.query('commit');
	await database.query(
		`select realtime.send(jsonb_build_object('step', step), 'e', 'order') from generate_series(5, 200) as step`
	);
	await database.end();
	await expect.poll(() => received.length).toBe(199);
	expect(received).toEqual(Array.from({ length: 199 }, (_, index) => index + 2));
});

test('public and private channels of one name are two streams', async () => {
	const client = await bed.client({ rooms: ['both'] });
	const other = await bed.client({ rooms: ['both'] });
	const heard: string[] = [];
	const open = client.channel('both');
	const closed = other.channel('both', { config: { private: true } });
	open.on('broadcast', { event: '*' }, ({ event }) => heard.push(`public ${event}`));
	closed.on('broadcast', { event: '*' }, ({ event }) => heard.push(`private ${event}`));
	await Promise.all([subscribed(open), subscribed(closed)]);
	await bed.query(`select realtime.send('{}', 'a', 'both', false)`);
	await bed.query(`select realtime.send('{}', 'b', 'both', true)`);
	await expect.poll(() => heard).toEqual(['public a', 'private b']);
});
