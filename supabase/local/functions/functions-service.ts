import { execFile } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { resolve } from 'node:path';
import type { Duplex } from 'node:stream';
import { promisify } from 'node:util';
import { JwtError, type JwtKeys } from '../keys/jwt.ts';
import type { Service } from '../service.ts';
import { sendJson } from '../http.ts';
import { findFunction, type EdgeFunction, type FunctionConfig } from './catalog.ts';
import { resolveDeno } from './deno-binary.ts';
import { proxyRequest, proxyUpgrade, sendFailure } from './proxy.ts';
import { readSecrets } from './secrets.ts';
import { watchFunctions } from './watch.ts';
import { createWorkerPool } from './worker-pool.ts';
import { WorkerBootError, type Worker } from './worker.ts';

export interface FunctionsOptions {
	/** Absolute path of `supabase/functions`; need not exist. */
	functionsDir: string;
	/** The `[functions.<name>]` sections of config.toml by name; functions without one get the defaults. */
	functions?: Record<string, FunctionConfig>;
	/** What hosted gives to functions (reference §4: SUPABASE_URL …, SB_REGION) and the secrets of config.toml. */
	environment: Record<string, string>;
	verify: JwtKeys['verify'];
	/** Where Deno caches compiled modules; created if absent. */
	denoDir: string;
	/** Never readable by a function, e.g. the data folder. */
	privatePaths?: string[];
	log(line: string): void;
	/** Functions to start at once instead of at their first request. */
	warm?: string[];
	/** Folders whose changes give functions a fresh worker, `functionsDir` among them. Default: none. */
	watch?: string[];
	/** Default 150 s, hosted's limit. */
	idleTimeoutMs?: number;
	/** Default 30 s. */
	bootTimeoutMs?: number;
	/** Default 20 s; see WorkerOptions. */
	unresponsiveMs?: number;
}

/**
 * Supabase Edge Functions on real Deno: one process per function, started at its first request, and again at the
 * next request after it crashed. Paths arrive as `/<name>/…` and stay so.
 * @throws DenoMissingError
 */
export async function createFunctionsService(options: FunctionsOptions): Promise<Service> {
	const deno = resolveDeno();
	const functionsDir = resolve(options.functionsDir);
	const configs = options.functions ?? {};
	const pool = createWorkerPool({
		deno,
		denoDir: options.denoDir,
		sandbox: { functionsDir, privatePaths: options.privatePaths ?? [] },
		bootTimeoutMs: options.bootTimeoutMs ?? 30_000,
		unresponsiveMs: options.unresponsiveMs ?? 20_000,
		log: options.log,
		environment: () => environmentOf(functionsDir, options)
	});
	const found = new Map<string, { fn: EdgeFunction; until: number }>();
	let isClosing = false;
	const watcher = watchFunctions(
		functionsDir,
		options.watch ?? [],
		(name) => pool.retire(name),
		options.log
	);
	for (const name of options.warm ?? []) {
		const fn = findFunction(functionsDir, configs, name);
		// A failure to boot has been logged by the worker; the first request will answer 503.
		if (fn) pool.workerFor(fn).ready.catch(() => {});
	}

	/** What was there a second ago still is: looking takes several calls to the system. */
	function lookUp(name: string): EdgeFunction | null {
		const known = found.get(name);
		if (known && performance.now() < known.until) return known.fn;
		const fn = findFunction(functionsDir, configs, name);
		if (fn) found.set(name, { fn, until: performance.now() + lookEveryMs });
		else found.delete(name);
		return fn;
	}

	async function admit(request: IncomingMessage): Promise<EdgeFunction | Refusal> {
		const fn = lookUp(functionName(request.url));
		if (!fn) return { status: 404, code: 'NOT_FOUND', message: 'Requested function was not found' };
		// No Request object can carry it: the worker would break off the connection.
		if (request.method === 'TRACE')
			return { status: 405, code: 'METHOD_NOT_ALLOWED', message: 'Method not allowed' };
		if (!fn.verifyJwt || request.method === 'OPTIONS') return fn;
		const message = await tokenRefusal(request.headers.authorization, options.verify);
		return message ? { status: 401, code: 401, message } : fn;
	}

	return {
		async handle(request, response) {
			const fn = await admit(request);
			if ('status' in fn) return sendRefusal(response, fn);
			const worker = await findReadyWorker(fn);
			if (!worker) {
				const message = 'Worker failed to boot (please check logs)';
				return sendFailure(response, 503, 'BOOT_ERROR', message);
			}
			await proxyRequest(request, response, worker, options.idleTimeoutMs ?? 150_000);
		},
		upgrade(request, socket, head) {
			void upgradeTo(request, socket, head);
		},
		async healthy() {
			await promisify(execFile)(deno, ['--version'], {
				env: { DENO_DIR: options.denoDir, DENO_NO_UPDATE_CHECK: '1' },
				timeout: 10_000
			});
		},
		async close() {
			isClosing = true;
			watcher.close();
			await pool.close();
		}
	};

	/** Null when the function does not boot. A worker that was replaced while it started (a file changed) does not count. */
	async function findReadyWorker(fn: EdgeFunction): Promise<Worker | null> {
		while (!isClosing) {
			const worker = pool.workerFor(fn);
			try {
				await worker.ready;
				// Told to go while it started, it still gets ready, and then goes with what it has in hand.
				if (worker.isAlive()) return worker;
			} catch (error) {
				if (!(error instanceof WorkerBootError)) throw error;
				if ((await worker.ended) !== 'retired') return null;
			}
		}
		return null;
	}

	async function upgradeTo(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
		socket.on('error', () => socket.destroy());
		const fn = await admit(request);
		if ('status' in fn) return refuseUpgrade(socket, fn.status);
		const worker = await findReadyWorker(fn);
		if (!worker) return refuseUpgrade(socket, 503);
		if (!socket.destroyed) proxyUpgrade(request, socket, head, worker);
	}
}

const lookEveryMs = 1_000;

interface Refusal {
	status: number;
	code: string | number;
	message: string;
}

/** `msg` is what the CLI's local gateway says, `code` and `message` what hosted says; both are read by clients. */
function sendRefusal(response: ServerResponse, { status, code, message }: Refusal): void {
	if (status !== 401) return sendFailure(response, status, code, message);
	const headers = { 'access-control-allow-origin': '*' };
	sendJson(response, status, { code, message, msg: message }, headers);
}

function refuseUpgrade(socket: Duplex, status: number): void {
	socket.end(`HTTP/1.1 ${status} Refused\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
}

function functionName(url: string | undefined): string {
	const path = (url ?? '/').split('?')[0];
	return path.split('/')[1] ?? '';
}

async function tokenRefusal(
	authorization: string | undefined,
	verify: JwtKeys['verify']
): Promise<string | undefined> {
	if (!authorization) return 'Missing authorization header';
	const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1];
	if (!token) return "Auth header is not 'Bearer {token}'";
	try {
		await verify(token);
		return undefined;
	} catch (error) {
		if (error instanceof JwtError) return 'Invalid JWT';
		throw error;
	}
}

function environmentOf(functionsDir: string, options: FunctionsOptions): Record<string, string> {
	const { secrets, reserved } = readSecrets(functionsDir);
	for (const name of reserved) {
		options.log(`functions/.env: ${name} is left out, names starting with SUPABASE_ are reserved`);
	}
	return { ...secrets, ...options.environment };
}
