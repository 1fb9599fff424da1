import { setTimeout as pause } from 'node:timers/promises';
import type { ClientBase, Pool } from 'pg';
import { bytesOf, type MessageRow } from './pgoutput.ts';

/**
 * Knows which rows of realtime.messages were delivered, so that after a lost replication connection
 * exactly the others are. Kept as a transaction number and a set of row ids: every row written by a
 * transaction numbered below `floor` was delivered, of the later ones those in `ids`.
 *
 * Transactions rather than times decide, because a row is stamped when its transaction begins and
 * becomes visible when it commits: a long transaction would slip past "newer than the last".
 */
export interface DeliveryLedger {
	record(id: string): void;
	/** How many ids are remembered. */
	size(): number;
	/** To be told how far the stream has come; keeps the set of ids short. */
	passed(position: bigint): void;
	/**
	 * Delivers what is visible in the snapshot and was not delivered, by time of insertion.
	 * May be called again after a failure: what it delivered before failing is recorded.
	 */
	recover(snapshot: string, deliver: (row: MessageRow) => void): Promise<void>;
}

interface Baseline {
	/** A 32-bit transaction number. */
	floor: number;
	ids: Set<string>;
}

interface LedgerRow {
	id: string;
	topic: string;
	event: string | null;
	payload: string | null;
	binary_payload: string | null;
	private: boolean | null;
}

const visibilityLag = 1_000;

/** Transaction numbers run in a circle: "not before $1" means less than half of it ahead. */
const notBeforeFloor = `(message.xmin::text::bigint - $1::bigint + 4294967296) % 4294967296 < 2147483648`;

export interface LedgerOptions {
	pool: Pool;
	/** Called when a position of the stream is waited for, which an idle stream tells only when asked. */
	askPosition: () => void;
	log: (message: string) => void;
	/** After so many more ids a later baseline is looked for. */
	growth?: number;
}

export async function openDeliveryLedger(options: LedgerOptions): Promise<DeliveryLedger> {
	const { pool, askPosition, log, growth = 5_000 } = options;
	let baseline: Baseline = await inSnapshot(pool, null, readBaseline);
	let next: (Baseline & { position: bigint }) | null = null;
	let recoveries = 0;
	let recordRecent: ((id: string) => void) | null = null;
	let nextAtSize = baseline.ids.size + growth;

	async function readNext(): Promise<void> {
		// Replication may show a commit a moment before other sessions see it. What was delivered shortly before
		// the snapshot, or while it is read, is therefore added to what the snapshot shows.
		const recent = new Set<string>();
		const startedIn = recoveries;
		recordRecent = (id) => recent.add(id);
		try {
			await pause(visibilityLag, undefined, { ref: false });
			const found = await inSnapshot(pool, null, readBaseline);
			if (startedIn !== recoveries) return;
			next = { ...found, ids: new Set([...found.ids, ...recent]) };
			void awaitPosition(next);
		} finally {
			recordRecent = null;
		}
	}

	/** What was written may not have been flushed, and then not been streamed, when first asked. */
	async function awaitPosition(awaited: object): Promise<void> {
		while (next === awaited) {
			askPosition();
			await pause(visibilityLag, undefined, { ref: false });
		}
	}

	return {
		record(id) {
			baseline.ids.add(id);
			next?.ids.add(id);
			recordRecent?.(id);
			if (recordRecent || next || baseline.ids.size < nextAtSize) return;
			readNext().catch((error: Error) => {
				nextAtSize = baseline.ids.size + growth;
				log(`realtime could not shorten its delivery ledger: ${error.message}`);
			});
		},
		size: () => baseline.ids.size,
		passed(position) {
			if (!next || position < next.position) return;
			baseline = { floor: next.floor, ids: next.ids };
			next = null;
			nextAtSize = baseline.ids.size + growth;
		},
		async recover(snapshot, deliver) {
			next = null;
			recoveries++;
			baseline = await inSnapshot(pool, snapshot, async (client) => {
				for (const row of await readUndelivered(client, baseline)) {
					baseline.ids.add(row.id);
					deliver(row);
				}
				const { floor, ids } = await readBaseline(client);
				nextAtSize = ids.size + growth;
				return { floor, ids: new Set([...ids, ...baseline.ids]) };
			});
		}
	};
}

/** Everything visible now counts as delivered; at the position, the stream has brought all of it. */
async function readBaseline(client: ClientBase): Promise<Baseline & { position: bigint }> {
	const present = await client.query<{ floor: string; position: string }>(
		`select (pg_snapshot_xmin(pg_current_snapshot())::text::bigint % 4294967296)::text as floor,
			(pg_current_wal_insert_lsn() - '0/0'::pg_lsn)::text as position`
	);
	const floor = Number(present.rows[0]?.floor);
	const { rows } = await client.query<{ id: string }>(
		`select message.id::text from realtime.messages message where ${notBeforeFloor}`,
		[floor]
	);
	const position = BigInt(present.rows[0]?.position ?? 0);
	return { floor, ids: new Set(rows.map(({ id }) => id)), position };
}

async function readUndelivered(client: ClientBase, baseline: Baseline): Promise<MessageRow[]> {
	const { rows } = await client.query<LedgerRow>(
		`select message.id::text, message.topic, message.event, message.payload::text,
			message.binary_payload::text, message.private
		from realtime.messages message
		where ${notBeforeFloor} and message.id <> all ($2::uuid[])
		order by message.inserted_at, message.xmin::text::bigint, message.tableoid, message.ctid`,
		[baseline.floor, [...baseline.ids]]
	);
	return rows.map((row) => ({
		id: row.id,
		topic: row.topic,
		event: row.event,
		payload: row.payload,
		binaryPayload: bytesOf(row.binary_payload),
		isPrivate: row.private === true
	}));
}

async function inSnapshot<Result>(
	pool: Pool,
	snapshot: string | null,
	read: (client: ClientBase) => Promise<Result>
): Promise<Result> {
	const client = await pool.connect();
	try {
		await client.query('begin isolation level repeatable read read only');
		// A day's messages may take longer to look through than a policy may take to decide.
		await client.query('set local statement_timeout = 60000');
		await client.query(`set local bytea_output = 'hex'`);
		if (snapshot) await client.query(`set transaction snapshot '${snapshot}'`);
		const result = await read(client);
		await client.query('commit');
		client.release();
		return result;
	} catch (error) {
		client.release(true);
		throw error;
	}
}
