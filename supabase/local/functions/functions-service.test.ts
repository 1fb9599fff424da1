import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, onTestFailed, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import { JwtError } from '../keys/jwt.ts';
import type { Service } from '../service.ts';
import { createFunctionsService } from './functions-service.ts';

const project = mkdtempSync(join(tmpdir(), 'functions-'));
const log: string[] = [];
let service: Service;
let server: Server;
let base: string;

function write(path: string, text: string): void {
	mkdirSync(dirname(join(project, path)), { recursive: true });
	writeFileSync(join(project, path), text);
}

function call(path: string, init: RequestInit & { duplex?: 'half' } = {}): Promise<Response> {
	const headers = { authorization: 'Bearer good', ...(init.headers as Record<string, string>) };
	return fetch(`${base}/${path}`, { ...init, headers });
}

function isRunning(pid: number): boolean {
	try {
		return process.kill(pid, 0);
	} catch {
		return false;
	}
}

beforeAll(async () => {
	symlinkSync(
		fileURLToPath(new URL('../../../node_modules', import.meta.url)),
		join(project, 'node_modules')
	);
	write('package.json', '{}');
	write('src/lib/money.ts', 'export const reais = (cents: number) => (cents / 100).toFixed(2);');
	write('data/key', 'secret key');
	write('supabase/functions/.env', 'OWN_SECRET=walrus\nSUPABASE_URL=forged\n');
	write('supabase/functions/_shared/greeting.ts', `export const greeting = 'olá';`);
	write(
		'supabase/functions/everything/deno.json',
		JSON.stringify({ imports: { zod: 'npm:zod@4', 'lib/': '../../../src/lib/' } })
	);
	write(
		'supabase/functions/everything/index.ts',
		`import { z } from 'zod';
		import nodemailer from 'npm:nodemailer';
		import { reais } from 'lib/money.ts';
		import { greeting } from '../_shared/greeting.ts';
		import { reais as again } from '../../../src/lib/money.ts';
		Deno.serve((request: Request) => Response.json({
			url: request.url,
			method: request.method,
			greeting, price: reais(1234), same: again === reais,
			zod: z.string().parse('ok'), mailer: typeof nodemailer.createTransport,
			agent: request.headers.get('x-agent'),
			env: Deno.env.toObject()
		}, { headers: { 'access-control-allow-origin': '*', 'set-cookie': 'a=1' } }));`
	);
	write(
		'supabase/functions/fetcher/index.ts',
		// Not while the body still comes: Deno loses the end of such an answer now and then (denoland/deno#36624 is of that kind).
		`export default { async fetch(request: Request) {
			const pieces: Uint8Array[] = [];
			for await (const piece of request.body!) pieces.push(piece);
			return new Response(ReadableStream.from(pieces), { headers: { 'content-type': 'application/octet-stream' } });
		} };`
	);
	write(
		'supabase/functions/sandbox/index.ts',
		`const attempt = (work: () => unknown) => { try { work(); return 'allowed'; } catch (e) { return e.name; } };
		Deno.serve(() => Response.json({
			run: attempt(() => new Deno.Command('/bin/true').outputSync()),
			write: attempt(() => Deno.writeTextFileSync(new URL('./x', import.meta.url), '')),
			temporary: attempt(() => Deno.makeTempFileSync()),
			outside: attempt(() => Deno.readTextFileSync('/etc/passwd')),
			ownFile: attempt(() => Deno.readTextFileSync(new URL('./index.ts', import.meta.url))),
			dotenv: attempt(() => Deno.readTextFileSync(new URL('../.env', import.meta.url))),
			data: attempt(() => Deno.readTextFileSync(new URL('../../../data/key', import.meta.url))),
			exit: attempt(() => Deno.exit(0)),
			worker: typeof Worker
		}));`
	);
	write(
		'supabase/functions/moody/index.ts',
		`let calls = 0;
		addEventListener('beforeunload', (event) => console.log('unloading', event.detail.reason));
		Deno.serve(async (request) => {
			calls += 1;
			const path = new URL(request.url).pathname;
			if (path.endsWith('/throw')) throw new Error('handler broke');
			if (path.endsWith('/crash')) { queueMicrotask(() => { throw new Error('worker broke'); }); await new Promise(() => {}); }
			if (path.endsWith('/hang')) { console.log('hanging ' + path); await new Promise(() => {}); }
			if (path.endsWith('/block')) while (true) {}
			if (path.endsWith('/memory')) { const all = []; while (true) all.push(new Array(1e6).fill(Math.random())); }
			if (path.endsWith('/background')) EdgeRuntime.waitUntil(new Promise((done) => setTimeout(() => { console.log('background done'); done(); }, 200)));
			return new Response(String(calls));
		});`
	);
	write(
		'supabase/functions/stream/index.ts',
		`Deno.serve(() => {
			let release;
			globalThis.release = () => release?.();
			return new Response(new ReadableStream({
				start(c) { c.enqueue(new TextEncoder().encode('data: first\\n\\n')); setTimeout(() => { c.enqueue(new TextEncoder().encode('data: second\\n\\n')); c.close(); }, 400); }
			}), { headers: { 'content-type': 'text/event-stream' } });
		});`
	);
	write(
		'supabase/functions/socket/index.ts',
		`Deno.serve((request) => {
			const { socket, response } = Deno.upgradeWebSocket(request);
			socket.onmessage = (event) => socket.send('echo ' + event.data + ' ' + new URL(request.url).pathname);
			return response;
		});`
	);
	write(
		'supabase/functions/tardy/index.ts',
		`console.log('tardy begins');
		EdgeRuntime.waitUntil(new Promise((done) => setTimeout(done, 1_500)));
		await new Promise((done) => setTimeout(done, 700));
		Deno.serve(async () => {
			await new Promise((done) => setTimeout(done, 1_500));
			return new Response('answered');
		});`
	);
	write('supabase/functions/broken/index.ts', `import 'npm:does-not-exist';`);
	write(
		'supabase/functions/silent/index.ts',
		`setTimeout(() => Deno.serve(() => new Response('late')), 50);`
	);
	write('supabase/functions/off/index.ts', `Deno.serve(() => new Response('x'));`);
	write('supabase/functions/changing/index.ts', `Deno.serve(() => new Response('one'));`);
	write('elsewhere/other.ts', `Deno.serve(() => new Response('other'));`);

	const functionsDir = join(project, 'supabase/functions');
	service = await createFunctionsService({
		functionsDir,
		functions: {
			off: { enabled: false },
			everything: { verifyJwt: true },
			fetcher: { verifyJwt: false },
			moved: { entrypoint: '../elsewhere/other.ts' }
		},
		environment: { SUPABASE_URL: 'http://127.0.0.1:54321', SB_REGION: 'local' },
		verify: async (token) => {
			if (token !== 'good') throw new JwtError('bad_signature', 'no');
			return { role: 'anon' };
		},
		denoDir: join(project, 'data/deno'),
		privatePaths: [join(project, 'data')],
		watch: [functionsDir],
		log: (line) => log.push(line),
		idleTimeoutMs: 10_000,
		unresponsiveMs: 4_000
	});
	server = createServer((request, response) => void service.handle(request, response));
	server.on('upgrade', (request, socket, head) => service.upgrade?.(request, socket, head));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
	await service.close();
	server.closeAllConnections();
	server.close();
	rmSync(project, { recursive: true });
});

test('a function gets modules of node_modules, shared files, files outside, and its environment', async () => {
	const response = await call('everything/deep/path?q=1', { headers: { 'x-agent': 'me' } });
	expect(response.status).toBe(200);
	expect(response.headers.get('set-cookie')).toBe('a=1');
	const { env, ...body } = await response.json();
	expect(body).toEqual({
		url: `${base}/everything/deep/path?q=1`,
		method: 'GET',
		greeting: 'olá',
		price: '12.34',
		same: true,
		zod: 'ok',
		mailer: 'function',
		agent: 'me'
	});
	expect(Object.keys(env).sort()).toEqual([
		'DENO_DEPLOYMENT_ID',
		'OWN_SECRET',
		'SB_EXECUTION_ID',
		'SB_REGION',
		'SUPABASE_URL'
	]);
	expect(env.SUPABASE_URL).toBe('http://127.0.0.1:54321');
	expect(log.some((line) => line.includes('SUPABASE_URL is left out'))).toBe(true);
});

test('export default { fetch } streams bodies through, without a token where verify_jwt is off', async () => {
	onTestFailed(() => console.error(log.join('\n')));
	const body = new Uint8Array(3_000_000).map((_, index) => index % 251);
	const response = await fetch(`${base}/fetcher`, { method: 'POST', body });
	expect(response.status).toBe(200);
	expect(Buffer.compare(Buffer.from(await response.arrayBuffer()), Buffer.from(body))).toBe(0);
});

test('an event stream arrives piece by piece', async () => {
	const response = await call('stream');
	const reader = response.body!.getReader();
	expect(new TextDecoder().decode((await reader.read()).value)).toBe('data: first\n\n');
	expect(new TextDecoder().decode((await reader.read()).value)).toBe('data: second\n\n');
	expect((await reader.read()).done).toBe(true);
});

test.each([
	[
		'everything',
		{},
		401,
		{ code: 401, message: 'Missing authorization header', msg: 'Missing authorization header' }
	],
	[
		'everything',
		{ authorization: 'Bearer bad' },
		401,
		{ code: 401, message: 'Invalid JWT', msg: 'Invalid JWT' }
	],
	[
		'nothing',
		{ authorization: 'Bearer good' },
		404,
		{ code: 'NOT_FOUND', message: 'Requested function was not found' }
	],
	[
		'off',
		{ authorization: 'Bearer good' },
		404,
		{ code: 'NOT_FOUND', message: 'Requested function was not found' }
	],
	[
		'_shared',
		{ authorization: 'Bearer good' },
		404,
		{ code: 'NOT_FOUND', message: 'Requested function was not found' }
	],
	['..%2f..', {}, 404, { code: 'NOT_FOUND', message: 'Requested function was not found' }],
	[
		'broken',
		{ authorization: 'Bearer good' },
		503,
		{ code: 'BOOT_ERROR', message: 'Worker failed to boot (please check logs)' }
	]
])('%s %j is refused with %i', async (path, headers, status, body) => {
	const response = await fetch(`${base}/${path}`, { headers: headers as Record<string, string> });
	expect(response.status).toBe(status);
	expect(await response.json()).toEqual(body);
	expect(response.headers.get('x-relay-error')).toBeNull();
});

test('a preflight needs no token', async () => {
	const response = await fetch(`${base}/everything`, { method: 'OPTIONS' });
	expect(response.status).toBe(200);
	expect((await response.json()).method).toBe('OPTIONS');
});

test('a method that a function cannot be asked with is refused', async () => {
	const asked = httpRequest(`${base}/everything`, { method: 'TRACE' }).end();
	const [answer] = await once(asked, 'response');
	answer.resume();
	expect(answer.statusCode).toBe(405);
});

test('a function is held to what hosted allows', async () => {
	expect(await (await call('sandbox')).json()).toEqual({
		run: 'NotCapable',
		write: 'NotCapable',
		temporary: 'allowed',
		outside: 'NotCapable',
		ownFile: 'allowed',
		dotenv: 'NotCapable',
		data: 'NotCapable',
		exit: 'Error',
		worker: 'undefined'
	});
});

test('an error in the handler is a 500 and the worker lives on', async () => {
	const before = Number(await (await call('moody')).text());
	const response = await call('moody/throw');
	expect(response.status).toBe(500);
	expect((await response.json()).code).toBe('WORKER_ERROR');
	expect(Number(await (await call('moody')).text())).toBe(before + 2);
	expect(log.some((line) => line.startsWith('[moody]') && line.includes('handler broke'))).toBe(
		true
	);
});

test.each([
	['crash', 500, 'WORKER_ERROR'],
	['block', 546, 'WORKER_LIMIT'],
	['memory', 546, 'WORKER_LIMIT']
])('a worker lost to %s answers %i and is started again', async (path, status, code) => {
	const response = await call(`moody/${path}`);
	expect({ status: response.status, body: await response.json() }).toMatchObject({
		status,
		body: { code }
	});
	expect(await (await call('moody')).text()).toBe('1');
});

test('no answer within the idle limit is a 504', async () => {
	const response = await call('moody/hang');
	expect(response.status).toBe(504);
	expect((await response.json()).code).toBe('IDLE_TIMEOUT');
});

test('Deno.serve may be called late, and an entrypoint may lie elsewhere', async () => {
	expect(await (await call('silent')).text()).toBe('late');
	expect(await (await call('moved')).text()).toBe('other');
});

test('a web socket passes', async () => {
	const socket = new WebSocket(`${base.replace('http', 'ws')}/socket/room`, {
		headers: { authorization: 'Bearer good' }
	});
	const answer = new Promise((resolve, reject) => {
		socket.on('message', (data) => resolve(String(data)));
		socket.on('error', reject);
	});
	socket.on('open', () => socket.send('hi'));
	expect(await answer).toBe('echo hi /socket/room');
	socket.close();
});

test('a changed file gives the next request a fresh worker', async () => {
	expect(await (await call('changing')).text()).toBe('one');
	write('supabase/functions/changing/index.ts', `Deno.serve(() => new Response('two'));`);
	await vi.waitFor(async () => expect(await (await call('changing')).text()).toBe('two'), {
		timeout: 40_000
	});
});

test('nor does a change while a worker starts that has something to finish before it goes', async () => {
	const asked = call('tardy');
	await vi.waitFor(() => expect(log.join()).toContain('tardy begins'), { timeout: 40_000 });
	write('supabase/functions/tardy/note.ts', '');
	const response = await asked;
	expect([response.status, await response.text()]).toEqual([200, 'answered']);
});

test('files that change under a worker cost no request its answer', async () => {
	write('supabase/functions/changing/index.ts', `Deno.serve(() => new Response('three'));`);
	await vi.waitFor(async () => expect(await (await call('changing')).text()).toBe('three'), {
		timeout: 40_000
	});
	for (const answer of ['four', 'five', 'six']) {
		const asked = call('changing');
		write('supabase/functions/changing/index.ts', `Deno.serve(() => new Response('${answer}'));`);
		const asAlso = call('changing');
		write('supabase/functions/changing/helper.ts', `export const changed = '${answer}';`);
		const answers = await Promise.all([asked, asAlso, call('changing')]);
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
	}
});

test('a client that goes away does not disturb the worker', async () => {
	const before = Number(await (await call('moody')).text());
	const lost = httpRequest(`${base}/moody/gone/hang`, {
		headers: { authorization: 'Bearer good' }
	});
	const isGone = new Promise<void>((resolve) => lost.on('error', () => resolve()));
	lost.end();
	await vi.waitFor(() => expect(log.join()).toContain('hanging /moody/gone/hang'), {
		timeout: 40_000
	});
	lost.destroy();
	await isGone;
	expect(Number(await (await call('moody')).text())).toBe(before + 2);
});

test('workers die with the platform, even when it is killed', async () => {
	write(
		'platform.ts',
		`import { createServer } from 'node:http';
		const { createFunctionsService } = await import(${JSON.stringify(new URL('./functions-service.ts', import.meta.url).href)});
		const service = await createFunctionsService({ functionsDir: ${JSON.stringify(join(project, 'supabase/functions'))},
			environment: {}, functions: { pid: { verifyJwt: false } }, verify: async () => ({}),
			denoDir: ${JSON.stringify(join(project, 'data/deno'))}, log: () => {} });
		const server = createServer((request, response) => void service.handle(request, response));
		server.listen(0, '127.0.0.1', () => console.log(server.address().port));`
	);
	write('supabase/functions/pid/index.ts', `Deno.serve(() => new Response(String(Deno.pid)));`);
	const platform = spawn(process.execPath, [join(project, 'platform.ts')], { stdio: 'pipe' });
	const [port] = (await once(platform.stdout, 'data')) as [Buffer];
	const pid = Number(await (await fetch(`http://127.0.0.1:${String(port).trim()}/pid`)).text());
	expect(isRunning(pid)).toBe(true);
	platform.kill('SIGKILL');
	await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 40_000 });
});

test('closing lets background tasks finish and tells the function', async () => {
	const other = await createFunctionsService({
		functionsDir: join(project, 'supabase/functions'),
		environment: {},
		functions: { moody: { verifyJwt: false } },
		verify: async () => ({}),
		denoDir: join(project, 'data/deno'),
		log: (line) => log.push(line)
	});
	const gateway = createServer((request, response) => void other.handle(request, response));
	await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
	await other.healthy();
	log.length = 0;
	const { port } = gateway.address() as AddressInfo;
	expect((await fetch(`http://127.0.0.1:${port}/moody/background`)).status).toBe(200);
	await other.close();
	gateway.closeAllConnections();
	gateway.close();
	expect(log.filter((line) => line.startsWith('[moody]'))).toEqual([
		'[moody] unloading TERMINATION',
		'[moody] background done'
	]);
});
