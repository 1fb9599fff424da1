import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PortTakenError } from '../ports.ts';
import { startPostgres, type Postgres } from './postgres.ts';

let folder: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'postgres-test-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function query(postgres: Postgres, sql: string, role = 'postgres'): Promise<unknown[]> {
	const client = new Client({ connectionString: postgres.url(role) });
	await client.connect();
	try {
		return (await client.query(sql)).rows;
	} finally {
		await client.end();
	}
}

test('what was committed survives the killing of the server', { timeout: 60_000 }, async () => {
	const dataDir = join(folder, 'killed');
	const first = await startPostgres({ dataDir, port: 0 });
	await query(first, 'create table public.kept as select 42 as answer');
	process.kill(first.pid, 'SIGKILL');
	expect(await first.exited).toEqual({ code: null, signal: 'SIGKILL' });

	const second = await startPostgres({ dataDir, port: 0 });
	expect(await query(second, 'select answer from public.kept')).toEqual([{ answer: 42 }]);
	await second.stop();
});

test('a start ends the server that an earlier start left behind', { timeout: 60_000 }, async () => {
	const dataDir = join(folder, 'left');
	const left = await startPostgres({ dataDir, port: 0, fsync: false });
	const next = await startPostgres({ dataDir, port: left.port, fsync: false });
	expect(await left.exited).toEqual({ code: 0, signal: null });
	expect(await query(next, 'select 1 as one')).toEqual([{ one: 1 }]);
	await next.stop();
});

test('an initialisation that was killed half way is begun again', { timeout: 60_000 }, async () => {
	const dataDir = join(folder, 'half');
	await mkdir(join(`${dataDir}.new`, 'base'), { recursive: true });
	await writeFile(join(`${dataDir}.new`, 'PG_VERSION'), '17\n');
	const postgres = await startPostgres({ dataDir, port: 0, fsync: false });
	expect(existsSync(`${dataDir}.new`)).toBe(false);
	expect(await query(postgres, 'select 1 as one')).toEqual([{ one: 1 }]);
	await postgres.stop();
});

test(
	'a process that merely has the old process id is left alone',
	{ timeout: 60_000 },
	async () => {
		const dataDir = join(folder, 'reused');
		await (await startPostgres({ dataDir, port: 0, fsync: false })).stop();
		await writeFile(join(dataDir, 'postmaster.pid'), `${process.pid}\n${dataDir}\n`);
		const postgres = await startPostgres({ dataDir, port: 0, fsync: false });
		expect(await query(postgres, 'select 1 as one')).toEqual([{ one: 1 }]);
		await postgres.stop();
	}
);

test('data of an older version gets the chapters that it lacks', { timeout: 60_000 }, async () => {
	const dataDir = join(folder, 'older');
	const older = await startPostgres({ dataDir, port: 0, fsync: false });
	await query(
		older,
		`drop table supabase_local.applied_migrations;
		delete from supabase_local.bootstrap_chapters where name = '060_local.sql';
		update supabase_local.bootstrap_chapters set hash = 'other' where name = '030_auth.sql'`,
		'supabase_admin'
	);
	await older.stop();

	const told: string[] = [];
	const log = (text: string) => told.push(text);
	const newer = await startPostgres({ dataDir, port: 0, fsync: false, log });
	expect(
		await query(newer, 'select from supabase_local.applied_migrations', 'supabase_admin')
	).toEqual([]);
	expect(told).toEqual([expect.stringContaining('030_auth.sql changed')]);
	await newer.stop();
});

test('a taken port is named', { timeout: 60_000 }, async () => {
	const other = createServer().listen(0, '127.0.0.1');
	await once(other, 'listening');
	const { port } = other.address() as { port: number };
	const start = startPostgres({ dataDir: join(folder, 'taken'), port, fsync: false });
	await expect(start).rejects.toThrow(new PortTakenError(port, 'the database'));
	other.close();
});
