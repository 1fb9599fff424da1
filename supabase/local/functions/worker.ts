import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type { EdgeFunction } from './catalog.ts';
import { denoFlags, type Sandbox } from './deno-flags.ts';

/** Why a worker is gone. `limit`: out of memory, or it blocked its event loop for too long. */
export type WorkerEnd = 'crashed' | 'limit' | 'retired';

export class WorkerBootError extends Error {}

export interface WorkerOptions {
	deno: string;
	denoDir: string;
	sandbox: Sandbox;
	environment: Record<string, string>;
	socketPath: string;
	bootTimeoutMs: number;
	/** A worker with requests in hand that does not answer a ping for this long is killed. */
	unresponsiveMs: number;
	log(line: string): void;
}

export interface Worker {
	socketPath: string;
	/** Keeps connections to this worker. */
	agent: Agent;
	/** Resolves when requests are accepted. @throws WorkerBootError */
	ready: Promise<void>;
	ended: Promise<WorkerEnd>;
	isAlive(): boolean;
	/** Counts a request in; the returned function counts it out. */
	begin(): () => void;
	/** Takes no more requests, finishes those in hand and the background tasks, then ends; killed after `patienceMs`. */
	retire(patienceMs: number): Promise<void>;
}

const pingsPerLimit = 4;

/** Starts Deno on one function. Never throws: what goes wrong is in `ready` and `ended`. */
export function startWorker(fn: EdgeFunction, options: WorkerOptions): Worker {
	const token = randomUUID();
	const agent = new Agent({ keepAlive: true });
	const booted = Promise.withResolvers<void>();
	const idle = Promise.withResolvers<void>();
	let end: WorkerEnd | undefined;
	let isRetiring = false;
	let requests = 0;
	let unanswered = 0;

	const child = spawn(options.deno, denoFlags(fn, options.sandbox), {
		cwd: options.sandbox.functionsDir,
		stdio: ['pipe', 'pipe', 'pipe'],
		// Its own process group: Ctrl-C at the terminal reaches the platform, which lets requests finish first.
		detached: true,
		env: {
			...options.environment,
			SB_EXECUTION_ID: randomUUID(),
			DENO_DEPLOYMENT_ID: `local_${fn.name}`,
			DENO_DIR: options.denoDir,
			DENO_NO_UPDATE_CHECK: '1',
			NO_COLOR: '1'
		}
	});
	booted.promise.catch(() => {});
	readLines(child.stdout, (line) => {
		if (line === `${token} ready`) return booted.resolve();
		if (line === `${token} pong`) return void (unanswered = 0);
		options.log(line);
	});
	readLines(child.stderr, (line) => {
		if (/out of memory/i.test(line)) end = 'limit';
		options.log(line);
	});
	// A write to a process that is just dying: its end is reported by 'exit'.
	child.stdin.on('error', () => {});
	send(child, {
		entrypoint: pathToFileURL(fn.entrypoint).href,
		socketPath: options.socketPath,
		token
	});

	const bootTimer = setTimeout(() => {
		booted.reject(
			new WorkerBootError(`${fn.name} did not start within ${options.bootTimeoutMs} ms`)
		);
		child.kill('SIGKILL');
	}, options.bootTimeoutMs);
	void booted.promise.then(
		() => clearTimeout(bootTimer),
		() => clearTimeout(bootTimer)
	);

	// Counts pings, not time: a machine or a platform that stood still has not read the answers yet.
	const watchdog = setInterval(() => {
		if (requests === 0) return void (unanswered = 0);
		if (unanswered >= pingsPerLimit) {
			end = 'limit';
			options.log(`killed: did not respond for ${options.unresponsiveMs} ms`);
			child.kill('SIGKILL');
			return;
		}
		unanswered += 1;
		child.stdin.write('ping\n');
	}, options.unresponsiveMs / pingsPerLimit);
	watchdog.unref();

	const ended = new Promise<WorkerEnd>((resolve) => {
		// 'close' and not 'exit': what the process said last has been read by then.
		child.once('close', () => finish(resolve));
		child.once('error', (error) => {
			options.log(`cannot run Deno: ${error.message}`);
			finish(resolve);
		});
	});

	function finish(resolve: (end: WorkerEnd) => void): void {
		end ??= isRetiring ? 'retired' : 'crashed';
		clearInterval(watchdog);
		agent.destroy();
		booted.reject(new WorkerBootError(`${fn.name} ended while starting`));
		idle.resolve();
		resolve(end);
	}

	return {
		socketPath: options.socketPath,
		agent,
		ready: booted.promise,
		ended,
		isAlive: () =>
			end === undefined &&
			!isRetiring &&
			!child.killed &&
			child.exitCode === null &&
			child.signalCode === null,
		begin() {
			requests += 1;
			return () => {
				requests -= 1;
				if (requests === 0 && isRetiring) idle.resolve();
			};
		},
		async retire(patienceMs) {
			isRetiring = true;
			if (requests === 0) idle.resolve();
			const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
			await Promise.race([idle.promise, ended]);
			child.stdin.write('shutdown\n');
			await ended;
			clearTimeout(timer);
		}
	};
}

export function socketPathIn(folder: string, serial: number): string {
	return join(folder, `${serial}.sock`);
}

function send(child: ChildProcess, settings: Record<string, string>): void {
	child.stdin?.write(`${JSON.stringify(settings)}\n`);
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
	createInterface({ input: stream, crlfDelay: Infinity }).on('line', (line) => {
		if (line !== '') onLine(line);
	});
}
