import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startThrowawayDatabase, type ThrowawayDatabase } from '../testing/throwaway-database.ts';

let database: ThrowawayDatabase;
let postgres: Client;

beforeAll(async () => {
	database = await startThrowawayDatabase();
	postgres = new Client({ connectionString: database.url('postgres') });
	await postgres.connect();
}, 60_000);

afterAll(async () => {
	await postgres.end();
	await database.stop();
});

async function rows(sql: string): Promise<Record<string, unknown>[]> {
	return (await postgres.query(sql)).rows;
}

async function refusal(sql: string): Promise<string> {
	return postgres.query(sql).then(
		() => 'allowed',
		(error) => error.code
	);
}

test('postgres has the powers of a hosted project and is no superuser', async () => {
	expect(
		await rows(`select rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls
			from pg_roles where rolname = 'postgres'`)
	).toEqual([
		{
			rolsuper: false,
			rolcreatedb: true,
			rolcreaterole: true,
			rolreplication: true,
			rolbypassrls: true
		}
	]);
});

describe('postgres may', () => {
	test.each([
		[
			'write policies for broadcasts',
			'create policy "members listen" on realtime.messages for select to authenticated using (true)'
		],
		['drop them again', 'drop policy "members listen" on realtime.messages'],
		['create trusted extensions', 'create extension pg_trgm with schema extensions'],
		['call pgcrypto', `select extensions.crypt('a', extensions.gen_salt('bf', 4))`],
		['reference a person', 'create table public.notes (owner_id uuid references auth.users (id))'],
		[
			'put a trigger on people',
			`create function public.noted() returns trigger language plpgsql as 'begin return new; end';
			create trigger noted after insert on auth.users for each row execute function public.noted()`
		],
		['publish a table', 'alter publication supabase_realtime add table public.notes'],
		[
			'set the pre-request function',
			`alter role authenticator set pgrst.db_pre_request = 'public.noted'`
		],
		['act as an API role', 'begin; set local role service_role; rollback'],
		[
			'silence triggers while loading',
			'begin; set local session_replication_role = replica; rollback'
		],
		['set limits of an API role', `alter role authenticated set statement_timeout = '8s'`]
	])('%s', async (_, sql) => {
		expect(await refusal(sql)).toBe('allowed');
	});
});

describe('postgres may not', () => {
	test.each([
		['change the table of people', 'alter table auth.users add column nickname text'],
		['create objects in auth', 'create table auth.mine ()'],
		['create objects in realtime', 'create table realtime.mine ()'],
		['act as the superuser', 'set role supabase_admin'],
		['make itself superuser', 'alter role postgres superuser'],
		['write files of the server', `copy (select 1) to '/tmp/x'`]
	])('%s', async (_, sql) => {
		expect(await refusal(sql)).toBe('42501');
	});
});

test('the REST login may do nothing before it has set a role', async () => {
	const rest = new Client({ connectionString: database.url('authenticator') });
	await rest.connect();
	await expect(rest.query('select * from public.notes')).rejects.toMatchObject({ code: '42501' });
	await rest.query('set role authenticated');
	expect((await rest.query('select * from public.notes')).rows).toEqual([]);
	await rest.end();
});

test('a sent message waits in the partition of its day', async () => {
	await postgres.query(`select realtime.send('{"a":1}', 'change', 'room:1')`);
	expect(
		await rows(`select tableoid::regclass::text = 'realtime.messages_' || to_char(now(), 'YYYY_MM_DD') as today,
			payload ->> 'a' as a, event, topic, extension, private from realtime.messages`)
	).toEqual([
		{ today: true, a: '1', event: 'change', topic: 'room:1', extension: 'broadcast', private: true }
	]);
});

test('a message that nobody may send is a warning, not an error', async () => {
	const warnings: string[] = [];
	postgres.on('notice', (notice) => warnings.push(notice.message ?? ''));
	await postgres.query('begin');
	await postgres.query('set local role authenticated');
	await postgres.query(`select realtime.send('{}', 'change', 'room:1')`);
	await postgres.query('commit');
	expect(warnings.join()).toContain('WarnSendingBroadcastMessage');
});

test('partitions are made ahead and dropped when past keeping', async () => {
	const superuser = new Client({ connectionString: database.url('supabase_admin') });
	await superuser.connect();
	await superuser.query(`select realtime.maintain_partitions(date '2031-03-10')`);
	const { rows: partitions } = await superuser.query(
		`select inhrelid::regclass::text as name from pg_inherits
		where inhparent = 'realtime.messages'::regclass order by 1`
	);
	await superuser.query('select realtime.maintain_partitions()');
	await superuser.end();
	expect(partitions.map(({ name }) => name)).toEqual(
		['09', '10', '11', '12', '13'].map((day) => `realtime.messages_2031_03_${day}`)
	);
});

test('a change of the schema is announced to the REST service', async () => {
	const notified = new Promise((settle) => postgres.once('notification', settle));
	await postgres.query('listen pgrst');
	await postgres.query('create view public.announced as select 1 as one');
	expect(await notified).toMatchObject({ channel: 'pgrst', payload: 'reload schema' });
});

test('without automatic exposure the API roles get nothing by default', async () => {
	const strict = await startThrowawayDatabase({ autoExpose: false });
	const client = new Client({ connectionString: strict.url('postgres') });
	await client.connect();
	await client.query('create table public.hidden (); create table public.shown ()');
	await client.query('grant select on public.shown to anon');
	await client.query('set role anon');
	await expect(client.query('select from public.hidden')).rejects.toMatchObject({ code: '42501' });
	expect((await client.query('select from public.shown')).rowCount).toBe(0);
	await client.end();
	await strict.stop();
});
