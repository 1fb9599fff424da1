import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EdgeFunction } from './catalog.ts';
import { socketPathIn, startWorker, type Worker, type WorkerOptions } from './worker.ts';

export interface WorkerPool {
	/** The function's worker, started if there is none or the last one ended. */
	workerFor(fn: EdgeFunction): Worker;
	/** The next request gets a fresh worker. Without a name: every function. */
	retire(name?: string): void;
	close(): Promise<void>;
}

export type PoolOptions = Omit<WorkerOptions, 'socketPath' | 'environment' | 'log'> & {
	/** Asked at each start of a worker, so that changed secrets arrive. */
	environment(): Record<string, string>;
	log(line: string): void;
};

/** Requests in hand of a replaced worker may last as long as hosted lets a function live. */
const retirePatienceMs = 400_000;
const closePatienceMs = 5_000;

export function createWorkerPool(options: PoolOptions): WorkerPool {
	// A folder of mode 0700: nobody else on the machine reaches a function around the token check.
	const sockets = mkdtempSync(join(tmpdir(), 'edge-'));
	const current = new Map<string, Worker>();
	const retiring = new Set<Worker>();
	let serial = 0;

	function retireWorker(name: string, worker: Worker): void {
		current.delete(name);
		retiring.add(worker);
		void worker.retire(retirePatienceMs).then(() => retiring.delete(worker));
	}

	return {
		workerFor(fn) {
			const known = current.get(fn.name);
			if (known?.isAlive()) return known;
			serial += 1;
			const worker = startWorker(fn, {
				...options,
				environment: options.environment(),
				socketPath: socketPathIn(sockets, serial),
				log: (line) => options.log(`[${fn.name}] ${line}`)
			});
			current.set(fn.name, worker);
			return worker;
		},
		retire(name) {
			const entries = [...current].filter(([known]) => name === undefined || known === name);
			for (const [known, worker] of entries) retireWorker(known, worker);
		},
		async close() {
			const workers = [...current.values(), ...retiring];
			current.clear();
			await Promise.all(workers.map((worker) => worker.retire(closePatienceMs)));
			rmSync(sockets, { recursive: true, force: true });
		}
	};
}
