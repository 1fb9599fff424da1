import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { postgresBinaries } from '../postgres/binaries.ts';
import { startThrowawayDatabase, type ThrowawayDatabase } from '../testing/throwaway-database.ts';
import { installExtensionFiles } from './extension-files.ts';

let database: ThrowawayDatabase;
let postgres: Client;

beforeAll(async () => {
	installExtensionFiles((await postgresBinaries()).extensionDir);
	database = await startThrowawayDatabase();
	postgres = await connect('postgres');
	await postgres.query(`
		create extension if not exists pg_cron with schema pg_catalog;
		create extension if not exists pg_net with schema extensions;
		create extension if not exists supabase_vault;
		create extension if not exists pg_cron;
		create extension if not exists supabase_vault cascade;
	`);
});

afterAll(async () => {
	await postgres?.end();
	await database?.stop();
});

async function connect(role: string): Promise<Client> {
	const client = new Client({ connectionString: database.url(role) });
	await client.connect();
	return client;
}

async function value(sql: string, parameters: unknown[] = [], client = postgres): Promise<unknown> {
	const { rows } = await client.query({ text: sql, values: parameters, rowMode: 'array' });
	return rows[0]?.[0];
}

/** Runs as an API role, in a transaction that leaves nothing. */
async function as(role: string, sql: string): Promise<unknown> {
	await postgres.query(`begin; set local role ${role}`);
	try {
		return await value(sql);
	} finally {
		await postgres.query('rollback');
	}
}

test('a non-superuser installs them, and everything belongs to the superuser', async () => {
	expect(await value(`select rolsuper from pg_roles where rolname = 'postgres'`)).toBe(false);
	const owners = await postgres.query(`
		select distinct relowner::regrole::text as owner from pg_class
		where relnamespace in ('cron'::regnamespace, 'net'::regnamespace, 'vault'::regnamespace)
		union select distinct nspowner::regrole::text from pg_namespace where nspname in ('cron', 'net', 'vault')`);
	expect(owners.rows).toEqual([{ owner: 'supabase_admin' }]);
});

test('a named job is updated in place, altered and unscheduled', async () => {
	const id = await value(`select cron.schedule('nightly', '0 3 * * *', 'select 1')`);
	expect(await value(`select cron.schedule('nightly', '30 seconds', 'select 2')`)).toBe(id);
	await value(`select cron.alter_job(job_id := $1, schedule := '*/5 * * * *', active := false)`, [
		id
	]);
	const { rows } = await postgres.query('select * from cron.job where jobid = $1', [id]);
	expect(rows).toEqual([
		{
			jobid: id,
			schedule: '*/5 * * * *',
			command: 'select 2',
			nodename: 'localhost',
			nodeport: database.port,
			database: 'postgres',
			username: 'postgres',
			active: false,
			jobname: 'nightly'
		}
	]);
	expect(await value(`select cron.unschedule('nightly')`)).toBe(true);
	const unnamed = await value(`select cron.schedule('* * * * *', 'vacuum')`);
	expect(await value('select cron.unschedule($1::bigint)', [unnamed])).toBe(true);
	await expect(value(`select cron.unschedule('nightly')`)).rejects.toThrow(
		`could not find valid entry for job 'nightly'`
	);
});

test.each([
	['* * * * *', true],
	['*/15 0-6,22 1,15 JAN-MAR,12 1-5/2', true],
	['0 0 $ * *', true],
	['59 seconds', true],
	['1 second', true],
	['@daily', true],
	['60 seconds', false],
	['0 seconds', false],
	['60 * * * *', false],
	['* 24 * * *', false],
	['* * 0 * *', false],
	['* * * 13 *', false],
	['* * * * 8', false],
	['5/2 * * * *', false],
	['10-5 * * * *', false],
	['* * * *', false],
	['* * * * * *', false],
	['1, * * * *', false],
	['tomorrow', false],
	['', false]
])('the schedule "%s" is accepted: %s', async (schedule, isValid) => {
	const attempt = value(`select cron.schedule('try', $1, 'select 1')`, [schedule]);
	if (isValid) return expect(await attempt).toBeTypeOf('string');
	await expect(attempt).rejects.toMatchObject({
		code: '22023',
		message: `invalid schedule: ${schedule}`
	});
});

test.each([
	[
		`insert into cron.job (schedule, command, username) values ('* * * * *', 'x', 'supabase_admin')`
	],
	[`update cron.job set username = 'supabase_admin'`],
	[`select cron.schedule_in_database('evil', '* * * * *', 'x', 'postgres', 'supabase_admin')`],
	[`select cron.alter_job(cron.schedule('evil', '* * * * *', 'x'), username := 'supabase_admin')`]
])('nobody schedules for the superuser: %s', async (sql) => {
	await expect(postgres.query(sql)).rejects.toMatchObject({ code: '42501' });
});

test('a forged caller is overwritten', async () => {
	await postgres.query(`insert into cron._request (action, caller, jobname, schedule, command)
		values ('schedule', 'supabase_admin', 'forged', '* * * * *', 'select 1')`);
	expect(await value(`select username from cron.job where jobname = 'forged'`)).toBe('postgres');
});

test('a job made by a security definer function of postgres belongs to postgres', async () => {
	await postgres.query(`create function public.plan() returns bigint language sql security definer
		as $$ select cron.schedule('by definer', '* * * * *', 'select 1') $$`);
	const made = await as('authenticated', 'select public.plan()');
	expect(made).toBeTypeOf('string');
	await expect(as('authenticated', `select cron.schedule('* * * * *', 'x')`)).rejects.toMatchObject(
		{
			code: '42501'
		}
	);
});

test('http_post queues what is to be sent', async () => {
	const id = await value(`select net.http_post(
		url := 'http://localhost/path?a=1', body := '{"ç": 1}', params := '{"b": "x y&ã"}',
		headers := '{"X-Key": "k"}', timeout_milliseconds := 700)`);
	const { rows } = await postgres.query(
		`select method, url, headers, convert_from(body, 'UTF8') as body, timeout_milliseconds
		from net.http_request_queue where id = $1`,
		[id]
	);
	expect(rows).toEqual([
		{
			method: 'POST',
			url: 'http://localhost/path?a=1&b=x%20y%26%C3%A3',
			headers: { 'X-Key': 'k', 'Content-Type': 'application/json' },
			body: '{"ç": 1}',
			timeout_milliseconds: 700
		}
	]);
	await expect(value(`select net.http_get('ftp://x')`)).rejects.toMatchObject({ code: '22023' });
	await expect(
		value(`select net.http_post('http://x', headers := '{"content-type": "text/plain"}')`)
	).rejects.toThrow('Content-Type header must be "application/json"');
});

test.each(['anon', 'authenticated', 'service_role'])('%s may send requests', async (role) => {
	expect(await as(role, `select net.http_get('http://localhost/')`)).toBeTypeOf('string');
});

test.each(['anon', 'authenticated'])('%s sees no queue, answer or secret', async (role) => {
	for (const table of [
		'net.http_request_queue',
		'net._http_response',
		'vault.secrets',
		'vault.decrypted_secrets',
		'cron.job'
	]) {
		await expect(as(role, `select count(*) from ${table}`)).rejects.toMatchObject({
			code: '42501'
		});
	}
});

test('a secret is kept encrypted and read back by those who may', async () => {
	const id = await value(`select vault.create_secret('hunter2 ç', 'door', 'the door')`);
	const stored = await postgres.query('select * from vault.secrets where id = $1', [id]);
	expect(JSON.stringify(stored.rows)).not.toContain('hunter2');
	expect(Buffer.from(stored.rows[0].secret, 'base64').includes('hunter2')).toBe(false);
	const read = `select decrypted_secret from vault.decrypted_secrets where name = 'door'`;
	expect(await value(read)).toBe('hunter2 ç');
	expect(await as('service_role', read)).toBe('hunter2 ç');
	await value(`select vault.update_secret($1, 'changed')`, [id]);
	expect(await value(read)).toBe('changed');
	expect(await value(`select description from vault.secrets where name = 'door'`)).toBe('the door');
	await value(`select vault.update_secret($1, new_name := 'gate')`, [id]);
	expect(
		await value(`select decrypted_secret from vault.decrypted_secrets where name = 'gate'`)
	).toBe('changed');
	await expect(value(`select vault.create_secret('other', 'gate')`)).rejects.toMatchObject({
		code: '23505'
	});
});

test('nobody but the superuser reaches the key, and its file is private', async () => {
	for (const sql of ['select vault._key()', `select pg_read_file('vault.key')`]) {
		await expect(postgres.query(sql)).rejects.toMatchObject({ code: '42501' });
		await expect(as('service_role', sql)).rejects.toMatchObject({ code: '42501' });
	}
	const file = await stat(join(database.dataDir, 'vault.key'));
	expect(file.mode & 0o777).toBe(0o600);
	const superuser = await connect('supabase_admin');
	expect(await value('select vault._key()', [], superuser)).toMatch(/^[0-9a-f]{64}$/);
	await superuser.query(
		`update vault.secrets set secret = vault._encrypt(gen_random_uuid(), 'x') where name = 'gate'`
	);
	await superuser.end();
	await expect(postgres.query('select * from vault.decrypted_secrets')).rejects.toThrow(
		'does not belong to this row'
	);
});

test('dropping and creating again keeps the key', async () => {
	const before = await stat(join(database.dataDir, 'vault.key'));
	await postgres.query(`drop extension pg_cron; drop extension pg_net; drop extension supabase_vault;
		create extension pg_cron; create extension pg_net; create extension supabase_vault`);
	expect((await stat(join(database.dataDir, 'vault.key'))).ino).toBe(before.ino);
	expect(await value(`select count(*) from vault.secrets`)).toBe('0');
});
