import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PlatformAccess } from '../../scripts/platform.ts';
import { freePort } from '../../supabase/local/ports.ts';
import { processesOn, processOf } from './processes.ts';

export type Victim = 'function' | 'platform' | 'database';

export interface KillablePlatform {
	/** The same after each start. */
	access: PlatformAccess;
	/**
	 * `kill -9`: the worker of one function, the process with the gateway and all services, or the database server. Worker
	 * and server come again by themselves; the process is started again here, and this waits until it is ready.
	 */
	kill(victim: Victim): Promise<void>;
	/** The end of what it logged, for whoever looks into a failure. */
	log(): string;
	/** Ends what is left and removes the data. */
	clear(): Promise<void>;
}

/** The whole platform in a process of its own, on free ports and data of its own. @param fn the function that may be a victim */
export async function startKillablePlatform(fn: string): Promise<KillablePlatform> {
	const dataDir = await mkdtemp(join(tmpdir(), 'balcao-faults-'));
	const [app, api, db, mail, smtp, simulator] = await Promise.all(
		Array.from({ length: 6 }, freePort)
	);
	const places = { dataDir, app: app!, stack: { api, db, mail, smtp, simulator } };
	let logged = '';
	let child: ChildProcess;

	async function start(): Promise<PlatformAccess> {
		child = fork(join(import.meta.dirname, 'platform-process.ts'), [JSON.stringify(places)], {
			stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
			env: { ...process.env, BALCAO_DATA: dataDir }
		});
		for (const output of [child.stdout!, child.stderr!])
			output.on('data', (chunk) => void (logged = (logged + chunk).slice(-20_000)));
		const ended = once(child, 'exit').then(() => {
			throw new Error(`the platform ended while starting:\n${logged}`);
		});
		const [access] = (await Promise.race([once(child, 'message'), ended])) as [PlatformAccess];
		// From now on it may be killed.
		ended.catch(() => {});
		return access;
	}

	const killing: Record<Victim, () => Promise<unknown> | void> = {
		function() {
			const worker = processesOn(dataDir).find(
				({ kind, command }) => kind === 'worker' && command.includes(`/functions/${fn}/`)
			);
			// None runs when the last one was killed a moment ago: the next request starts one.
			if (worker) process.kill(worker.pid, 'SIGKILL');
		},
		database: () => void process.kill(processOf(dataDir, 'postmaster'), 'SIGKILL'),
		async platform() {
			const exited = once(child, 'exit');
			child.kill('SIGKILL');
			await exited;
			await start();
		}
	};
	return {
		access: await start(),
		kill: async (victim) => void (await killing[victim]()),
		log: () => logged,
		async clear() {
			const exited = once(child, 'exit');
			child.kill('SIGTERM');
			await exited;
			for (const { pid } of processesOn(dataDir)) process.kill(pid, 'SIGKILL');
			await rm(dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
		}
	};
}
