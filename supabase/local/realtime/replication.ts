import { setTimeout as pause } from 'node:timers/promises';
import type { Pool } from 'pg';
import { openDeliveryLedger } from './delivery-ledger.ts';
import type { Change, MessageRow } from './pgoutput.ts';
import { openReplicationStream, type ReplicationStream } from './replication-stream.ts';

export interface ReplicationOptions {
	pool: Pool;
	replicationUrl: string;
	publication: string;
	/** Called for each committed row, in order, and never for one that was rolled back. */
	deliver: (row: MessageRow) => void;
	log: (message: string) => void;
	/** See `openDeliveryLedger`. */
	ledgerGrowth?: number;
}

export interface Replication {
	/** Whether committed messages arrive now. */
	isStreaming(): boolean;
	/** Resolves when streaming, at once if it does already. */
	whenStreaming(): Promise<void>;
	/** How many delivered ids are remembered. */
	ledgerSize(): number;
	close(): Promise<void>;
}

const shortestPause = 50;
const longestPause = 2_000;

/**
 * Follows realtime.messages through logical replication, for as long as the service lives.
 *
 * Guarantee: every row committed after this returned is delivered once, also when the connection or
 * Postgres itself was lost meanwhile, provided the row still exists at the reconnection. Streamed rows
 * come in the order of commit; rows found at a reconnection come before any later one, by time of
 * insertion. A second delivery is possible only when a row is updated during such an outage.
 */
export async function startReplication(options: ReplicationOptions): Promise<Replication> {
	const { pool, replicationUrl, publication, deliver, log } = options;
	let stream: ReplicationStream | null = null;
	const ledger = await openDeliveryLedger({
		pool,
		askPosition: () => stream?.askPosition(),
		log,
		growth: options.ledgerGrowth
	});
	const stopping = new AbortController();
	let isStreaming = false;
	let streaming = Promise.withResolvers<void>();

	function deliverRow(row: MessageRow): void {
		try {
			deliver(row);
		} catch (error) {
			log(`realtime could not deliver message ${row.id}: ${(error as Error).message}`);
		}
	}

	function receive(change: Change): void {
		if (change.kind !== 'insert') return;
		ledger.record(change.row.id);
		deliverRow(change.row);
	}

	async function follow(): Promise<Error> {
		stream = await openReplicationStream(replicationUrl, publication);
		try {
			await ledger.recover(stream.snapshot, deliverRow);
			if (stopping.signal.aborted) return new Error('closed');
			stream.start(receive, ledger.passed);
			isStreaming = true;
			streaming.resolve();
			return await stream.ended;
		} finally {
			if (isStreaming) streaming = Promise.withResolvers<void>();
			isStreaming = false;
			await stream.close();
		}
	}

	async function run(): Promise<void> {
		let wait = shortestPause;
		while (!stopping.signal.aborted) {
			const startedAt = Date.now();
			const reason = await follow().catch((error: Error) => error);
			if (stopping.signal.aborted) return;
			if (Date.now() - startedAt > longestPause) wait = shortestPause;
			log(`realtime lost its replication stream and reconnects: ${reason.message}`);
			await pause(wait, undefined, { signal: stopping.signal }).catch(() => undefined);
			wait = Math.min(wait * 2, longestPause);
		}
	}

	const running = run();
	return {
		isStreaming: () => isStreaming,
		whenStreaming: () => streaming.promise,
		ledgerSize: ledger.size,
		async close() {
			stopping.abort();
			await stream?.close();
			await running;
		}
	};
}
