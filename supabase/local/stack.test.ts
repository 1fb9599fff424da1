import { appendFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MigrationsChangedError } from './project/migrations.ts';
import { SupabaseCliError } from './project/supabase-cli.ts';
import { AlreadyRunningError } from './stack/lock.ts';
import { startStack, type Stack, type StackOptions } from './stack.ts';

const migration = `
create table public.things (id int primary key, name text not null);
alter table public.things enable row level security;
create policy "all read" on public.things for select to anon, authenticated using (true);
grant select on public.things to anon, authenticated;
grant all on public.things to service_role;
`;
const freePorts = { api: 0, db: 0, mail: 0, smtp: 0 };
let folder: string;
let stack: Stack;

const options = (change: Partial<StackOptions> = {}): StackOptions => ({
	workdir: folder,
	dataDir: join(folder, '.data'),
	ports: freePorts,
	fsync: false,
	log: () => {},
	progress: () => {},
	...change
});
const migrationFile = () => join(folder, 'supabase', 'migrations', '20260101000000_things.sql');

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'stack-test-'));
	await mkdir(join(folder, 'supabase', 'migrations'), { recursive: true });
	await writeFile(join(folder, 'supabase', 'config.toml'), 'project_id = "stack-test"\n');
	await writeFile(migrationFile(), migration);
	await writeFile(
		join(folder, 'supabase', 'seed.sql'),
		`insert into public.things values (1, 'seeded');`
	);
	stack = await startStack(options());
});

afterAll(async () => {
	await stack.stop();
	await rm(folder, { recursive: true, force: true });
});

function client(key: 'publishableKey' | 'secretKey') {
	return createClient(stack.urls.api, stack.keys[key], { auth: { persistSession: false } });
}

/** Resolves when everything answers again. */
async function becomesReady(): Promise<void> {
	while (!(await stack.health()).ready) await pause(50);
}

test('a project is served: migrated, seeded, every service ready', async () => {
	const answer = await fetch(`${stack.urls.api}/platform/health`);
	expect(await answer.json()).toEqual({
		ready: true,
		services: Object.fromEntries(
			['database', 'scheduler', 'mail', 'auth', 'rest', 'realtime', 'functions'].map((name) => [
				name,
				{ ok: true }
			])
		)
	});
	const { data } = await client('publishableKey').from('things').select();
	expect(data).toEqual([{ id: 1, name: 'seeded' }]);
});

test('the same data is not served twice', async () => {
	await expect(startStack(options())).rejects.toBeInstanceOf(AlreadyRunningError);
});

test('the killing of the database loses nothing committed and stops nobody', async () => {
	const { error } = await client('secretKey').from('things').insert({ id: 2, name: 'kept' });
	expect(error).toBeNull();
	const killed = stack.databasePid();
	process.kill(killed, 'SIGKILL');
	while (stack.databasePid() === killed) await pause(20);
	await becomesReady();

	const { data } = await client('publishableKey').from('things').select('name').order('id');
	expect(data).toEqual([{ name: 'seeded' }, { name: 'kept' }]);
	const people = await client('secretKey').auth.admin.listUsers();
	expect(people.error).toBeNull();
});

test('what is added to the migrations is applied, once', async () => {
	const name = '20260102000000_colours.sql';
	const file = join(folder, 'supabase', 'migrations', name);
	await writeFile(file, 'alter table public.things add column colour text;');
	expect(await stack.migrate()).toEqual([name]);
	expect(await stack.migrate()).toEqual([]);
});

test('a migration that fails is told with its reason, and nothing of it stays', async () => {
	const file = join(folder, 'supabase', 'migrations', '20260103000000_wrong.sql');
	await writeFile(file, 'create table public.half (); select * from public.nowhere;');
	const refusal = await stack.migrate().catch((error) => error);
	expect(refusal).toBeInstanceOf(SupabaseCliError);
	expect(refusal.message).toContain('relation "public.nowhere" does not exist');

	await writeFile(file, 'create table public.half ();');
	expect(await stack.migrate()).toEqual(['20260103000000_wrong.sql']);
});

describe('a migration that was edited after it was applied', () => {
	test('is refused by name, and applied anew by a reset', async () => {
		await appendFile(migrationFile(), `comment on table public.things is 'Edited.';\n`);
		await expect(stack.migrate()).rejects.toThrow(MigrationsChangedError);
		await expect(stack.migrate()).rejects.toThrow('20260101000000_things.sql');

		await stack.resetDatabase();
		expect(await stack.migrate()).toEqual([]);
		const { data } = await client('publishableKey').from('things').select('name');
		expect(data).toEqual([{ name: 'seeded' }]);
	});

	test('starts the database anew where that is wanted', async () => {
		await stack.stop();
		await appendFile(migrationFile(), `comment on table public.things is 'Edited again.';\n`);
		await expect(startStack(options())).rejects.toBeInstanceOf(MigrationsChangedError);
		stack = await startStack(options({ onChangedMigrations: 'reset' }));
		expect((await stack.health()).ready).toBe(true);
	});
});
