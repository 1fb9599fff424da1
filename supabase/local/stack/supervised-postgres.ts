import { setTimeout as pause } from 'node:timers/promises';
import { startPostgres, type Postgres, type PostgresOptions } from '../postgres/postgres.ts';

export interface SupervisedPostgres {
	port: number;
	url: Postgres['url'];
	/** Of the server that runs now. */
	pid(): number;
	stop(): Promise<void>;
}

const pauses = [0, 200, 500, 1000, 2000, 5000];
const calmMs = 60_000;

/** Postgres that is started again, on the same port, whenever it ends without having been told to. */
export async function supervisePostgres(
	options: PostgresOptions,
	log: (text: string) => void
): Promise<SupervisedPostgres> {
	let current = await startPostgres({ ...options, log });
	const { port, url } = current;
	const stopping = new AbortController();

	const watching = (async () => {
		let failures = 0;
		while (!stopping.signal.aborted) {
			const startedAt = Date.now();
			const { code, signal } = await current.exited;
			if (stopping.signal.aborted) return;
			log(`Postgres ended unexpectedly (${signal ?? `exit code ${code}`}): starting it again`);
			failures = Date.now() - startedAt > calmMs ? 0 : failures;
			for (;;) {
				const wait = pauses[Math.min(failures++, pauses.length - 1)];
				await pause(wait, undefined, { signal: stopping.signal }).catch(() => {});
				if (stopping.signal.aborted) return;
				try {
					current = await startPostgres({ ...options, port });
					log('Postgres is back');
					break;
				} catch (error) {
					log((error as Error).message);
				}
			}
		}
	})();

	return {
		port,
		url,
		pid: () => current.pid,
		async stop() {
			stopping.abort();
			await current.stop();
			await watching;
			// A restart may have been under way while we were stopping.
			await current.stop();
		}
	};
}
