import { Client, Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startPostgres, type Postgres } from '../postgres/postgres.ts';
import { startThrowawayDatabase, type ThrowawayDatabase } from '../testing/throwaway-database.ts';
import { startReplication } from './replication.ts';

let database: ThrowawayDatabase;

beforeAll(async () => {
	database = await startThrowawayDatabase({ fsync: true });
}, 30_000);

afterAll(() => database.stop());

test('messages sent while Postgres was killed and restarted arrive once, none is lost', async () => {
	const pool = new Pool({ connectionString: database.url('supabase_admin') });
	pool.on('error', () => undefined);
	const received: string[] = [];
	const { promise: complete, resolve } = Promise.withResolvers<void>();
	const replication = await startReplication({
		pool,
		replicationUrl: database.url('supabase_replication_admin'),
		publication: 'supabase_realtime_messages_publication',
		deliver(row) {
			received.push(row.event ?? '');
			if (row.event === 'last') resolve();
		},
		log: () => undefined
	});
	await replication.whenStreaming();
	await send(database, 'first', 'second');

	process.kill(database.pid, 'SIGKILL');
	await database.exited;
	const restarted = await startPostgres({ dataDir: database.dataDir, port: database.port });
	await send(restarted, 'third', 'last');
	await complete;
	await replication.whenStreaming();
	await send(restarted, 'after');
	await expect.poll(() => received).toEqual(['first', 'second', 'third', 'last', 'after']);
	await replication.close();
	await pool.end();
	await restarted.stop();
}, 20_000);

async function send(postgres: Postgres, ...events: string[]): Promise<void> {
	const client = new Client({ connectionString: postgres.url('postgres') });
	await client.connect();
	for (const event of events) {
		await client.query(`select realtime.send('{}', $1, 'topic')`, [event]);
	}
	await client.end();
}
