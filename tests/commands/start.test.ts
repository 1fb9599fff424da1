import { createServer, type Server } from 'node:net';
import { once } from 'node:events';
import { createClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoPassword, demoPeople } from '../../scripts/demo/people.ts';
import { assertPortFree } from '../../supabase/local/ports.ts';
import { processesOn, processOf, type ProcessKind } from '../support/processes.ts';
import {
	makePlace,
	portVariables,
	startCommand,
	type Place,
	type StartedCommand
} from '../support/start-command.ts';

// The whole life of an installation, in order: each test goes on where the one before it left off.

const recovery = { timeout: 90_000, interval: 100 };
let place: Place;
let command: StartedCommand;

beforeAll(async () => {
	place = await makePlace();
	command = startCommand(place);
	await command.ready;
}, 240_000);

afterAll(() => place.clear());

const appUrl = () => `http://127.0.0.1:${place.ports.PORT}`;

/** What the block says after `name`. */
const printed = (name: string) =>
	new RegExp(`^ {2}${name} +(\\S+)$`, 'm').exec(command.output())?.[1] ?? `no ${name} printed`;

const admin = () =>
	createClient(printed('API'), printed('Secret'), { auth: { persistSession: false } });

interface HealthAnswer {
	status: number;
	parts: Record<string, string>;
}

async function health(): Promise<HealthAnswer | null> {
	const response = await fetch(`${appUrl()}/health`).catch(() => null);
	if (!response) return null;
	const { parts } = (await response.json()) as { parts: Record<string, string> };
	return { status: response.status, parts };
}

const becomesHealthy = () => expect.poll(async () => (await health())?.status, recovery).toBe(200);

/** Status of the inbox as a browser gets it. */
const inboxPage = () =>
	fetch(printed('Inbox'), { headers: { accept: 'text/html' } }).then(
		({ status }) => status,
		() => null
	);

const committed: string[] = [];

/** Adds a row and returns once it is committed. */
async function commitRow(): Promise<void> {
	const slug = `kept-${committed.length}`;
	await admin().from('resellers').insert({ slug, name: slug }).throwOnError();
	committed.push(slug);
}

async function expectAllCommitted(): Promise<void> {
	const { data } = await admin()
		.from('resellers')
		.select('slug')
		.like('slug', 'kept-%')
		.order('created_at')
		.throwOnError();
	expect(data.map(({ slug }) => slug)).toEqual(committed);
}

async function expectNothingLeft(of = place): Promise<void> {
	// Who was asked to end may be gone a moment before the last of its own are.
	await expect.poll(() => processesOn(of.dataDir), recovery).toEqual([]);
	for (const port of Object.values(of.ports)) await assertPortFree(port);
}

const oneLine = (text: string) => text.split('\n').filter((line) => line.startsWith('✗'));

interface Told {
	resellers: { slug: string };
	clients: { number: number } | null;
	role: string | null;
	level: number | null;
}

describe('the first start', () => {
	test('the demo has a plan that anybody may sign up for', async () => {
		const response = await fetch(printed('Sign up'));
		expect(response.status).toBe(200);
		expect(await response.text()).toContain('Fibra 600');
	});

	test('prints one block: addresses, sign-ins and keys, the ready line last', () => {
		const block = command.output();
		for (const { email } of demoPeople) expect(block).toContain(email);
		expect(block).toContain(demoPassword);
		expect(printed('App')).toBe(appUrl());
		expect(printed('API')).toBe(`http://127.0.0.1:${place.ports.SUPABASE_API_PORT}`);
		expect(printed('Inbox')).toBe(`http://127.0.0.1:${place.ports.MAIL_PORT}`);
		expect(printed('Publishable')).toMatch(/^sb_publishable_/);
		expect(printed('Secret')).toMatch(/^sb_secret_/);
		expect(block.trimEnd().split('\n').at(-1)).toBe(`ready ${appUrl()}`);
		expect(command.errors()).toContain('✓ platform');
	});

	test('is healthy when it says that it is ready', async () => {
		expect(await health()).toEqual({
			status: 200,
			parts: {
				app: 'ok',
				database: 'ok',
				auth: 'ok',
				rest: 'ok',
				realtime: 'ok',
				functions: 'ok'
			}
		});
		expect(await inboxPage()).toBe(200);
	});

	test.each(demoPeople)(
		'$email can sign in and has the memberships that the block tells',
		async ({ email, roles, clients = [], isNew }) => {
			const db = createClient(printed('API'), printed('Publishable'), {
				auth: { persistSession: false }
			});
			const { data, error } = await db.auth.signInWithPassword({ email, password: demoPassword });
			expect(error).toBeNull();
			expect(data.user?.email).toBe(email);
			const { data: memberships } = await admin()
				.from('memberships')
				.select('role, level, resellers(slug), clients(number)')
				.eq('person_id', data.user!.id)
				.throwOnError();
			const told = memberships.map((membership) => {
				const { resellers, clients: client, role, level } = membership as unknown as Told;
				return [resellers.slug, client?.number ?? null, role ?? level];
			});
			const expected = [
				...roles.map(({ reseller, role }) => [reseller, null, role]),
				...clients.map(({ reseller, number, level }) => [reseller, number, level])
			];
			expect(told.map(String).sort()).toEqual(expected.map(String).sort());
			const { data: person } = await admin()
				.from('people')
				.select('first_code_passed_at')
				.eq('id', data.user!.id)
				.single()
				.throwOnError();
			expect(person.first_code_passed_at === null).toBe(isNew === true);
		}
	);

	test('sends who comes by another name of this machine to the one origin', async () => {
		const other = `http://localhost:${place.ports.PORT}`;
		const response = await fetch(`${other}/sign-in?next=%2F`, { redirect: 'manual' });
		expect([response.status, response.headers.get('location')]).toEqual([
			307,
			`${appUrl()}/sign-in?next=%2F`
		]);
		expect((await fetch(`${other}/health`)).status).toBe(200);
	});

	test('is not disturbed by a second one on the same data, which says so in one line', async () => {
		const elsewhere = await makePlace();
		const second = startCommand({ ...elsewhere, dataDir: place.dataDir });
		expect(await second.exited).toBe(1);
		expect(oneLine(second.errors())).toEqual([
			expect.stringMatching(/^✗ the platform is already running on .* \(process \d+\)/)
		]);
		await elsewhere.clear();
		expect((await health())?.status).toBe(200);
	});
});

describe('while a part is down, /health answers 503 and names it', () => {
	test.each<[ProcessKind[], string]>([
		[['worker'], 'functions'],
		[['postmaster', 'backend'], 'database']
	])('%s stopped: %s', async (kinds, part) => {
		const stopped = processesOn(place.dataDir).filter(({ kind }) => kinds.includes(kind));
		for (const { pid } of stopped) process.kill(pid, 'SIGSTOP');
		try {
			const answer = await health();
			expect(answer?.status).toBe(503);
			expect(answer?.parts[part]).not.toBe('ok');
			expect(answer?.parts.app).toBe('ok');
		} finally {
			for (const { pid } of stopped) process.kill(pid, 'SIGCONT');
		}
		await becomesHealthy();
	});
});

describe('kill -9 loses nothing committed, and everything is up again by itself:', () => {
	test.each<ProcessKind>(['app', 'worker', 'inbox', 'backend', 'postmaster'])(
		'%s',
		async (kind) => {
			await commitRow();
			const killed = processOf(place.dataDir, kind);
			process.kill(killed, 'SIGKILL');
			await expect
				.poll(() => processesOn(place.dataDir).some(({ pid }) => pid === killed), recovery)
				.toBe(false);
			await becomesHealthy();
			await expect.poll(inboxPage, recovery).toBe(200);
			await expectAllCommitted();
		}
	);
});

describe('the end', () => {
	test('by SIGTERM to npm: nothing is left, exit code 0', async () => {
		await commitRow();
		process.kill(command.pid, 'SIGTERM');
		expect(await command.exited).toBe(0);
		await expectNothingLeft();
		expect(oneLine(command.errors())).toEqual([]);
	});

	test('by Ctrl-C, of a second start that took seconds and found the same data', async () => {
		const before = Date.now();
		command = startCommand(place);
		await command.ready;
		expect(Date.now() - before).toBeLessThan(120_000);
		await expectAllCommitted();
		const { count } = await admin()
			.from('resellers')
			.select('*', { count: 'exact', head: true })
			.not('slug', 'like', 'kept-%')
			.throwOnError();
		expect(count).toBe(2);

		process.kill(-command.pid, 'SIGINT');
		expect(await command.exited).toBe(0);
		await expectNothingLeft();
	});

	test.each<ProcessKind>(['npm', 'runner', 'main'])(
		'by kill -9 of %s: the rest ends by itself, the next start has every committed row',
		async (kind) => {
			command = startCommand(place);
			await command.ready;
			await expectAllCommitted();
			await commitRow();
			process.kill(processOf(place.dataDir, kind), 'SIGKILL');
			await expectNothingLeft();
		}
	);

	test('by SIGTERM while it is still starting', async () => {
		command = startCommand(place);
		await command.says('starting the services');
		process.kill(command.pid, 'SIGTERM');
		expect(await command.exited).toBe(0);
		await expectNothingLeft();
		expect(command.output()).not.toContain('ready http');
	});

	test('leaves data that a later start goes on with', async () => {
		command = startCommand(place);
		await command.ready;
		await expectAllCommitted();
		process.kill(command.pid, 'SIGTERM');
		expect(await command.exited).toBe(0);
	});
});

describe('the very first start, interrupted', () => {
	test.each(['starting the database', 'applying migrations', 'demo data'])(
		'at "%s"',
		async (moment) => {
			const fresh = await makePlace();
			const first = startCommand(fresh);
			await first.says(moment);
			process.kill(-first.pid, 'SIGINT');
			expect(await first.exited).toBe(0);
			await expectNothingLeft(fresh);
			expect(oneLine(first.errors())).toEqual([]);
			await fresh.clear();
		}
	);

	test('by kill -9 half way through the migrations: the next one completes', async () => {
		const fresh = await makePlace();
		const first = startCommand(fresh);
		await first.says('applying migrations');
		process.kill(processOf(fresh.dataDir, 'main'), 'SIGKILL');
		await expect.poll(() => processesOn(fresh.dataDir), recovery).toEqual([]);

		const second = startCommand(fresh);
		await second.ready;
		expect((await fetch(`http://127.0.0.1:${fresh.ports.PORT}/health`)).status).toBe(200);
		process.kill(second.pid, 'SIGTERM');
		expect(await second.exited).toBe(0);
		await fresh.clear();
	});
});

describe('a start that cannot be', () => {
	test.each(portVariables)('%s taken: named in one line', async (variable) => {
		const fresh = await makePlace();
		const stranger = await occupy(fresh.ports[variable]);
		const refused = startCommand(fresh);
		expect(await refused.exited).toBe(1);
		expect(oneLine(refused.errors())).toEqual([
			expect.stringMatching(new RegExp(`port ${fresh.ports[variable]}, for .*, is already in use`))
		]);
		expect(processesOn(fresh.dataDir)).toEqual([]);
		stranger.close();
		await fresh.clear();
	});

	test.each([
		[{ PORT: 'eighty' }, 'PORT must be a port number, not "eighty"'],
		[{ SMTP_PORT: '70000' }, 'SMTP_PORT must be a port number, not "70000"'],
		[{ PORT: '4999', MAIL_PORT: '4999' }, 'port 4999 is given to two things']
	])('%j: told in one line', async (environment, reason) => {
		const fresh = await makePlace();
		const refused = startCommand(fresh, environment as Record<string, string>);
		expect(await refused.exited).toBe(1);
		expect(oneLine(refused.errors())).toEqual([expect.stringContaining(reason)]);
		expect(refused.errors()).not.toContain('    at ');
		expect(processesOn(fresh.dataDir)).toEqual([]);
		await fresh.clear();
	});
});

async function occupy(port: number): Promise<Server> {
	const server = createServer();
	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	return server;
}
