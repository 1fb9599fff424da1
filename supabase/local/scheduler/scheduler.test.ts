import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Client } from 'pg';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { postgresBinaries } from '../postgres/binaries.ts';
import { startPostgres, type Postgres } from '../postgres/postgres.ts';
import { startThrowawayDatabase, type ThrowawayDatabase } from '../testing/throwaway-database.ts';
import { installExtensionFiles } from './extension-files.ts';
import { startScheduler, type Scheduler } from './scheduler.ts';

interface Received {
	method: string;
	url: string;
	headers: IncomingMessage['headers'];
	body: string;
	at: number;
}

const log: string[] = [];
const received: Received[] = [];
let database: ThrowawayDatabase;
let restarted: Postgres | undefined;
let scheduler: Scheduler;
let postgres: Client;
let server: Server;
let address: string;
let now = new Date('2026-11-22T10:00:30Z');

beforeAll(async () => {
	installExtensionFiles((await postgresBinaries()).extensionDir);
	database = await startThrowawayDatabase();
	server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk) => chunks.push(chunk));
		request.on('end', () => {
			const { method = '', url = '', headers } = request;
			const body = Buffer.concat(chunks).toString();
			received.push({ method, url, headers, body, at: performance.now() });
			if (url.startsWith('/never')) return;
			if (url.startsWith('/moved')) return response.writeHead(302, { location: '/there' }).end();
			response.writeHead(url.startsWith('/teapot') ? 418 : 200, { 'content-type': 'text/plain' });
			response.end(`ol\0á ${url}`);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	// Before the extensions exist: their creation is noticed.
	scheduler = await startScheduler({
		databaseUrl: database.url('supabase_admin'),
		log: (line) => log.push(line),
		clock: () => now
	});
	postgres = await connect();
	await postgres.query(
		'create extension pg_cron; create extension pg_net; create table public.marks (at timestamptz default now(), who text)'
	);
	await postgres.query('alter table public.marks add n serial');
});

afterAll(async () => {
	await scheduler?.close();
	await postgres?.end();
	await restarted?.stop();
	await database?.stop();
	server?.closeAllConnections();
	server?.close();
});

async function connect(): Promise<Client> {
	const client = new Client({ connectionString: database.url('postgres') });
	client.on('error', () => {});
	await client.connect();
	return client;
}

async function value<T>(sql: string, parameters: unknown[] = []): Promise<T> {
	const { rows } = await postgres.query({ text: sql, values: parameters, rowMode: 'array' });
	return rows[0]?.[0] as T;
}

const eventually = <T>(check: () => T | Promise<T>) =>
	vi.waitFor(check, { timeout: 40_000, interval: 20 });

async function answerTo(id: string) {
	return eventually(async () => {
		const { rows } = await postgres.query('select * from net._http_response where id = $1', [id]);
		expect(rows).toHaveLength(1);
		return rows[0];
	});
}

async function runsOf(name: string) {
	const { rows } = await postgres.query(
		`select run.username, run.status, run.return_message, run.command, run.database, run.start_time, run.end_time
		from cron.job_run_details run join cron.job using (jobid) where jobname = $1 order by runid`,
		[name]
	);
	return rows;
}

/** Lets at most 25 seconds pass; afterwards the scheduler knows every job of now. */
async function settle(): Promise<void> {
	const latest = now.getTime() + 25_000;
	await value(`select cron.schedule('probe', '1 second', 'select 1')`);
	await eventually(async () => {
		now = new Date(Math.min(now.getTime() + 1_000, latest));
		expect(await runsOf('probe')).toContainEqual(expect.objectContaining({ status: 'succeeded' }));
	});
	await value(
		`delete from cron.job_run_details where jobid = (select jobid from cron.job where jobname = 'probe')`
	);
	await value(`select cron.unschedule('probe')`);
}

test('a committed request is sent and its answer kept', async () => {
	const id = await value<string>(
		`select net.http_post($1, '{"a": 1}', '{"q": "x"}', '{"X-Key": "k"}')`,
		[`${address}/hook`]
	);
	const answer = await answerTo(id);
	expect(answer).toMatchObject({
		status_code: 200,
		content_type: 'text/plain',
		content: 'olá /hook?q=x',
		timed_out: false,
		error_msg: null
	});
	expect(answer.headers['content-type']).toBe('text/plain');
	const [request] = received.filter(({ url }) => url === '/hook?q=x');
	expect(request).toMatchObject({ method: 'POST', body: '{"a": 1}' });
	expect(request.headers).toMatchObject({ 'x-key': 'k', 'content-type': 'application/json' });
	expect(await value('select count(*)::int from net.http_request_queue')).toBe(0);
});

test('nothing leaves before the commit, or after a rollback', async () => {
	await postgres.query('begin');
	await value('select net.http_get($1)', [`${address}/rolled-back`]);
	await postgres.query('rollback');
	await postgres.query('begin');
	await value('select net.http_get($1)', [`${address}/open`]);
	const other = await connect();
	const { rows } = await other.query('select net.http_get($1) as id', [`${address}/barrier`]);
	await other.end();
	await answerTo(rows[0].id);
	expect(received.some(({ url }) => url === '/open')).toBe(false);
	await postgres.query('commit');
	await eventually(() => expect(received.some(({ url }) => url === '/open')).toBe(true));
	expect(received.some(({ url }) => url === '/rolled-back')).toBe(false);
});

test('a request is on the wire within milliseconds of its commit', async () => {
	const delays: number[] = [];
	for (let round = 0; round < 20; round += 1) {
		const id = await value<string>('select net.http_get($1)', [`${address}/quick/${round}`]);
		const committed = performance.now();
		await answerTo(id);
		delays.push(received.find(({ url }) => url === `/quick/${round}`)!.at - committed);
	}
	delays.sort((one, other) => one - other);
	console.log(
		`commit to wire: median ${delays[10].toFixed(1)} ms, worst ${delays[19].toFixed(1)} ms`
	);
	expect(delays[10]).toBeLessThan(100);
});

test.each([
	['/teapot', 5000, { status_code: 418, timed_out: false, error_msg: null }],
	['/moved', 5000, { status_code: 200, content: 'olá /there' }],
	['/never', 150, { status_code: null, timed_out: true, error_msg: 'Timeout of 150 ms reached' }]
])('%s is recorded as it went', async (path, timeout, expected) => {
	const id = await value<string>('select net.http_get($1, timeout_milliseconds := $2)', [
		address + path,
		timeout
	]);
	expect(await answerTo(id)).toMatchObject(expected);
});

test('a host that cannot be reached is an answer with a reason', async () => {
	const id = await value<string>(`select net.http_delete('http://127.0.0.1:1/x')`);
	const answer = await answerTo(id);
	expect(answer.status_code).toBeNull();
	expect(answer.error_msg).toMatch(/fetch failed: .+/);
});

test('three hundred requests of one statement all leave, once each', async () => {
	await postgres.query(`select net.http_get($1 || '/many/' || n) from generate_series(1, 300) n`, [
		address
	]);
	await eventually(async () =>
		expect(
			await value(`select count(*)::int from net._http_response where content like '%/many/%'`)
		).toBe(300)
	);
	const urls = received.map(({ url }) => url).filter((url) => url.startsWith('/many/'));
	expect([urls.length, new Set(urls).size]).toEqual([300, 300]);
});

test('a job runs at its time as its owner, and is recorded', async () => {
	await value(
		`select cron.schedule('mark', '* * * * *', 'insert into public.marks (who) values (current_user)')`
	);
	await value(
		`select cron.schedule('read', '* * * * *', 'select 1; select n from generate_series(1, 3) n')`
	);
	await value(`select cron.schedule('fail', '* * * * *', 'select 1/0')`);
	await value(
		`select cron.schedule('escape', '* * * * *', 'reset role; alter role postgres superuser')`
	);
	await value(
		`select cron.alter_job(cron.schedule('off', '* * * * *', 'select 1'), active := false)`
	);
	expect(await value('select count(*)::int from public.marks')).toBe(0);
	await settle();
	now = new Date('2026-11-22T10:01:00Z');
	await eventually(async () =>
		expect(
			await value(
				`select count(*)::int from cron.job_run_details where end_time is not null and command <> 'select 1'`
			)
		).toBe(4)
	);
	expect(await runsOf('mark')).toMatchObject([
		{
			username: 'postgres',
			status: 'succeeded',
			return_message: 'INSERT 0 1',
			database: 'postgres'
		}
	]);
	expect(await runsOf('read')).toMatchObject([{ status: 'succeeded', return_message: '3 rows' }]);
	expect(await runsOf('fail')).toMatchObject([
		{ status: 'failed', return_message: 'ERROR:  division by zero' }
	]);
	expect(await runsOf('escape')).toMatchObject([{ status: 'failed' }]);
	expect(await runsOf('off')).toEqual([]);
	expect(await value('select who from public.marks')).toBe('postgres');
});

test('missed runs are not made up for', async () => {
	const before = (await runsOf('mark')).length;
	now = new Date('2026-11-22T14:30:20Z');
	await settle();
	expect((await runsOf('mark')).length).toBe(before);
	now = new Date('2026-11-22T14:32:00Z');
	await eventually(async () => expect((await runsOf('mark')).length).toBe(before + 1));
});

test('a job does not overlap itself', async () => {
	const holder = await connect();
	await holder.query('select pg_advisory_lock(7)');
	await value(`select cron.schedule('slow', '1 second', 'select pg_advisory_xact_lock(7)')`);
	const tickUntil = (check: () => Promise<void>) =>
		eventually(async () => {
			now = new Date(now.getTime() + 1_000);
			await check();
		});
	await tickUntil(async () => expect(await runsOf('slow')).toHaveLength(1));
	const quick = await value<string>(`select cron.schedule('quick', '1 second', 'select 1')`);
	await tickUntil(async () => expect((await runsOf('quick')).length).toBeGreaterThan(3));
	expect(await runsOf('slow')).toMatchObject([{ status: 'running' }]);
	await value('select cron.unschedule($1::bigint)', [quick]);
	await holder.query('select pg_advisory_unlock(7)');
	await tickUntil(async () => expect((await runsOf('slow')).length).toBeGreaterThan(1));
	await value(`select cron.unschedule('slow')`);
	await holder.end();
});

test('the database may restart', async () => {
	await scheduler.healthy();
	const port = database.port;
	await value(`select cron.schedule('long', '1 second', 'select pg_sleep(60)')`);
	await eventually(async () => {
		now = new Date(now.getTime() + 1_000);
		expect(await runsOf('long')).toHaveLength(1);
	});
	await value(`select cron.alter_job(jobid, active := false) from cron.job where jobname = 'long'`);
	await postgres.query(`
		insert into net._http_response (id, created) values (-1, now() - interval '7 hours');
		insert into cron.job_run_details (jobid, status, end_time) values (-1, 'failed', now() - interval '8 days')`);
	process.kill(database.pid, 'SIGINT');
	await database.exited;
	await expect(scheduler.healthy()).rejects.toThrow();
	const again = await startPostgres({ dataDir: database.dataDir, port, fsync: false });
	restarted = again;
	postgres = await connect();
	const id = await value<string>('select net.http_get($1)', [`${address}/after`]);
	expect(await answerTo(id)).toMatchObject({ status_code: 200 });
	await scheduler.healthy();
	await eventually(async () => expect(await runsOf('long')).toMatchObject([{ status: 'failed' }]));
	const old = `select (select count(*) from net._http_response where id = -1)::int
		+ (select count(*) from cron.job_run_details where jobid = -1)::int`;
	await eventually(async () => expect(await value(old)).toBe(0));
	const before = (await runsOf('mark')).length;
	now = new Date((Math.floor(now.getTime() / 60_000) + 1) * 60_000);
	await eventually(async () => expect((await runsOf('mark')).length).toBe(before + 1));
});
