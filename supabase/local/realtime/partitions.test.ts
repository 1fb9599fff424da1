import { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepPartitions } from './partitions.ts';
import { roomPolicies, startTestbed, subscribed, type Testbed } from './testbed.ts';

let bed: Testbed;
let pool: Pool;

beforeAll(async () => {
	bed = await startTestbed();
	await bed.query(roomPolicies);
	pool = new Pool({ connectionString: bed.database.url('supabase_admin') });
});

afterAll(async () => {
	await pool.end();
	await bed.stop();
});

test('the coming days have partitions and days past keeping have none', async () => {
	await pool.query(`create table realtime.messages_2020_01_01 partition of realtime.messages
		for values from ('2020-01-01') to ('2020-01-02')`);
	await keepPartitions(pool, 60_000, () => undefined).maintain();
	const found = await partitions();
	expect(found).toEqual(expect.arrayContaining([-1, 0, 1, 2, 3].map(ofDay)));
	// The database may have been made some days ago.
	expect(found.filter((name) => name < ofDay(-3) || name > ofDay(3))).toEqual([]);
});

function ofDay(day: number): string {
	const date = new Date(Date.now() + day * 86_400_000);
	return `messages_${date.toISOString().slice(0, 10).replaceAll('-', '_')}`;
}

test('a machine that slept for days makes its partitions at the next join', async () => {
	for (const partition of await partitions()) await pool.query(`drop table realtime.${partition}`);
	const client = await bed.client({ rooms: ['room'] });
	await subscribed(client.channel('room', { config: { private: true } }));
	expect(await partitions()).toHaveLength(5);
});

async function partitions(): Promise<string[]> {
	const { rows } = await pool.query<{ name: string }>(
		`select inhrelid::regclass::text as name from pg_inherits
		where inhparent = 'realtime.messages'::regclass order by 1`
	);
	return rows.map(({ name }) => name.replace('realtime.', ''));
}
