import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';

let workdir: string;

beforeAll(async () => {
	workdir = await mkdtemp(join(tmpdir(), 'cli-test-'));
	await mkdir(join(workdir, 'supabase', 'migrations'), { recursive: true });
	await writeFile(join(workdir, 'supabase', 'config.toml'), 'project_id = "cli-test"\n');
	await writeFile(
		join(workdir, 'supabase', 'migrations', '20260101000000_things.sql'),
		'create table public.things (id int primary key);'
	);
});

afterAll(() => rm(workdir, { recursive: true, force: true }));

function command(...args: string[]) {
	const ports = { SUPABASE_API_PORT: '0', SUPABASE_DB_PORT: '0', MAIL_PORT: '0', SMTP_PORT: '0' };
	return spawn(process.execPath, [join(import.meta.dirname, 'cli.ts'), ...args], {
		cwd: workdir,
		env: { ...process.env, ...ports },
		stdio: ['ignore', 'pipe', 'pipe']
	});
}

async function run(...args: string[]) {
	const child = command(...args);
	const closed = once(child, 'close');
	const [stdout, stderr, [code]] = await Promise.all([
		text(child.stdout),
		text(child.stderr),
		closed
	]);
	return { code, stdout, stderr };
}

test('an unknown command shows the usage', async () => {
	const { code, stderr } = await run('fly');
	expect(code).toBe(2);
	expect(stderr).toContain('start');
});

test('a folder without a project is named in one line', async () => {
	const { code, stderr } = await run('start', '--workdir', '/nowhere');
	expect(code).toBe(1);
	expect(stderr).toMatch(/^✗ cannot read \/nowhere\/supabase\/config\.toml: .*\n$/);
});

test('migrations are applied once, and anew after a reset', async () => {
	expect((await run('migrate')).stderr).toContain('applied 20260101000000_things.sql');
	expect((await run('migrate')).stderr).toBe('nothing to do\n');
	expect((await run('reset')).stderr).toContain('applied 20260101000000_things.sql');
});

test('the types are those of the migrations', async () => {
	const { code, stdout } = await run('types');
	expect(code).toBe(0);
	expect(stdout).toContain('"things"');
});

test('what the lints find is printed and fails', async () => {
	const { code, stdout } = await run('advisors');
	expect(code).toBe(1);
	const names = JSON.parse(stdout).map((advisory: { name: string }) => advisory.name);
	expect(names).toContain('rls_disabled_in_public');
});

test('SIGTERM ends a started platform with code 0', async () => {
	const child = command('start');
	const exited = once(child, 'exit');
	for await (const line of createInterface(child.stdout)) if (line.startsWith('ready')) break;
	child.kill('SIGTERM');
	expect(await exited).toEqual([0, null]);
});
