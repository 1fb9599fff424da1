import { Client, Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startThrowawayDatabase, type ThrowawayDatabase } from '../testing/throwaway-database.ts';
import { openDeliveryLedger } from './delivery-ledger.ts';
import { startReplication } from './replication.ts';

let database: ThrowawayDatabase;
let pool: Pool;

beforeAll(async () => {
	database = await startThrowawayDatabase({ fsync: true });
	pool = new Pool({ connectionString: database.url('supabase_admin') });
	pool.on('error', () => undefined);
});

afterAll(async () => {
	await pool.end();
	await database.stop();
});

test('a message of a transaction that was open at the start is found after a lost connection', async () => {
	const slow = new Client({ connectionString: database.url('postgres') });
	await slow.connect();
	await slow.query('begin');
	await slow.query(`select realtime.send('{}', 'early', 'topic')`);
	await send('before');

	const received: string[] = [];
	const ledger = await openDeliveryLedger({ pool, askPosition() {}, log() {} });
	await slow.query('commit');
	await slow.end();
	await send('later');
	await ledger.recover(await exportedSnapshot(), (row) => received.push(row.event ?? ''));
	expect(received).toEqual(['early', 'later']);
	await ledger.recover(await exportedSnapshot(), (row) => received.push(row.event ?? ''));
	expect(received).toHaveLength(2);
});

test('the ledger forgets what is settled and still delivers each message once', async () => {
	const received: string[] = [];
	const growth = 10;
	const replication = await startReplication({
		pool,
		replicationUrl: database.url('supabase_replication_admin'),
		publication: 'supabase_realtime_messages_publication',
		deliver: (row) => received.push(row.event ?? ''),
		log: () => undefined,
		ledgerGrowth: growth
	});
	await replication.whenStreaming();
	const expected: string[] = [];
	for (let round = 0; round < 2; round++) {
		const events = Array.from({ length: 15 }, (_, index) => `${round}.${index}`);
		expected.push(...events);
		await send(...events);
		// The ledger is looked at when messages come, and keeps those of the last second.
		const sendAndMeasure = async () => {
			expected.push('more');
			await send('more');
			return replication.ledgerSize();
		};
		await expect.poll(sendAndMeasure, { timeout: 40_000, interval: 300 }).toBeLessThan(growth);
		await expect.poll(() => received).toEqual(expected);
		await cutReplication();
		const missed = `${round}.missed`;
		expected.push(missed);
		await send(missed);
		await expect.poll(() => received.at(-1)).toBe(missed);
	}
	expect(received).toEqual(expected);
	await replication.close();
});

async function send(...events: string[]): Promise<void> {
	const client = new Client({ connectionString: database.url('postgres') });
	await client.connect();
	for (const event of events) {
		await client.query(`select realtime.send('{}', $1, 'topic')`, [event]);
	}
	await client.end();
}

async function cutReplication(): Promise<void> {
	await pool.query(
		`select pg_terminate_backend(pid) from pg_stat_replication where application_name like 'realtime%'`
	);
}

let holders: Client[] = [];

async function exportedSnapshot(): Promise<string> {
	const holder = new Client({ connectionString: database.url('supabase_admin') });
	holders.push(holder);
	await holder.connect();
	await holder.query('begin isolation level repeatable read');
	const { rows } = await holder.query<{ id: string }>('select pg_export_snapshot() as id');
	return rows[0]?.id ?? '';
}

afterAll(async () => {
	for (const holder of holders) await holder.end().catch(() => undefined);
	holders = [];
});
