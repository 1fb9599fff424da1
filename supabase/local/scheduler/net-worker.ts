import type { Pool } from 'pg';
import { exchange, type QueuedRequest, type StoredResponse } from './http-exchange.ts';
import { isExtensionMissing } from './sql-errors.ts';

export interface NetWorker {
	/** Sends what is queued; cheap when nothing is. */
	wake(): void;
	purge(): Promise<void>;
	/** Takes nothing more and waits until the requests under way are answered and stored. */
	close(patienceMs: number): Promise<void>;
}

const concurrency = 64;
const storeRetryMs = 250;

// Taken before it is sent, as in pg_net: a request leaves at most once, whatever is killed when.
const takeSql = `
	delete from net.http_request_queue
	where id in (select id from net.http_request_queue order by id limit $1 for update skip locked)
	returning id, method, url, headers, body, timeout_milliseconds`;

const storeSql = `
	insert into net._http_response (id, status_code, content_type, headers, content, timed_out, error_msg)
	values ($1, $2, $3, $4, $5, $6, $7)`;

export function createNetWorker(pool: Pool, log: (line: string) => void): NetWorker {
	const underWay = new Set<Promise<void>>();
	let isTaking = false;
	let wokenMeanwhile = false;
	let mayBeMore = false;
	let isClosed = false;

	async function take(): Promise<void> {
		if (isTaking) return void (wokenMeanwhile = true);
		isTaking = true;
		try {
			do {
				wokenMeanwhile = false;
				await takeBatch();
			} while (wokenMeanwhile);
		} catch (error) {
			if (!isExtensionMissing(error)) log(`pg_net: ${(error as Error).message}`);
		} finally {
			isTaking = false;
		}
	}

	async function takeBatch(): Promise<void> {
		const free = concurrency - underWay.size;
		if (isClosed) return;
		if (free === 0) return void (mayBeMore = true);
		const { rows } = await pool.query<QueuedRequest>(takeSql, [free]);
		mayBeMore = rows.length === free;
		// `returning` has no order of its own.
		rows.sort((one, other) => Number(one.id) - Number(other.id));
		for (const request of rows) {
			const task = serve(request).finally(() => {
				underWay.delete(task);
				if (mayBeMore) void take();
			});
			underWay.add(task);
		}
	}

	async function serve(request: QueuedRequest): Promise<void> {
		const response = await exchange(request);
		for (;;) {
			try {
				return await store(request.id, response);
			} catch (error) {
				if (isExtensionMissing(error)) return;
				log(`pg_net: cannot store answer ${request.id}: ${(error as Error).message}`);
				if (isClosed) return;
				// The database restarts: the answer waits for it.
				await new Promise((resolve) => setTimeout(resolve, storeRetryMs));
			}
		}
	}

	async function store(id: string, response: StoredResponse): Promise<void> {
		await pool.query(storeSql, [
			id,
			response.status_code,
			response.content_type,
			response.headers,
			response.content,
			response.timed_out,
			response.error_msg
		]);
	}

	return {
		wake: () => void take(),
		async purge() {
			try {
				await pool.query(
					`delete from net._http_response where created < now() - interval '6 hours'`
				);
			} catch (error) {
				if (!isExtensionMissing(error)) throw error;
			}
		},
		async close(patienceMs) {
			isClosed = true;
			const patience = new Promise((resolve) => setTimeout(resolve, patienceMs).unref());
			await Promise.race([Promise.allSettled(underWay), patience]);
		}
	};
}
