import { createHash } from 'node:crypto';
import pg from 'pg';
import type { Statement } from './sql/fragment.ts';

export type Row = Record<string, string | null>;
export type Log = (message: string, error?: unknown) => void;

/** A connection in use. Queries may be sent without awaiting the earlier ones: they are pipelined. */
export interface Connection {
	query(statement: Statement): Promise<Row[]>;
	/** Hands the connection back; a transaction left open, or an error, closes it. */
	release(error?: Error): void;
}

export interface Database {
	/** @throws the driver's error when no connection can be had */
	connect(): Promise<Connection>;
	/** Makes every open connection end after its current use, since prepared statements may be stale. */
	renew(): void;
	close(): Promise<void>;
}

/** Values arrive as Postgres wrote them: what is JSON there must not pass through JavaScript numbers. */
const asText = { getTypeParser: () => (value: string) => value };

/** Prepared statements live on in each connection, so only these many are kept. */
const maximumPrepared = 300;
const usesBeforePreparing = 2;

export function openDatabase(databaseUrl: string, poolSize: number, log: Log): Database {
	const prepared = statementNames();
	let generation = 0;
	const generations = new WeakMap<pg.PoolClient, number>();
	const pool = new pg.Pool({
		connectionString: databaseUrl,
		max: poolSize,
		connectionTimeoutMillis: 10_000,
		idleTimeoutMillis: 60_000,
		application_name: 'rest',
		...{ pipeline: true }
	});
	pool.on('error', (error) => log(`an idle database connection was lost: ${error.message}`));
	pool.on('connect', (client) => {
		generations.set(client, generation);
		// A connection may break between its queries; each query reports that by itself.
		client.on('error', () => undefined);
	});

	return {
		async connect() {
			const client = await pool.connect();
			return {
				async query({ text, values }) {
					const name = values.length ? prepared(text) : undefined;
					const result = await client.query<Row>({
						text,
						values: values.length ? values : undefined,
						name,
						types: asText
					});
					return result.rows;
				},
				release(error) {
					const isStale = generations.get(client) !== generation;
					client.release(error ?? (isStale || !isIdle(client)));
				}
			};
		},
		renew: () => void (generation += 1),
		close: () => pool.end()
	};
}

function isIdle(client: pg.PoolClient): boolean {
	const { getTransactionStatus } = client as unknown as { getTransactionStatus?: () => string };
	return getTransactionStatus?.call(client) === 'I';
}

/** Names for statements that come again; a name is its text's hash, so it never means two texts. */
function statementNames(): (text: string) => string | undefined {
	const uses = new Map<string, number>();
	const names = new Map<string, string>();
	return (text) => {
		const known = names.get(text);
		if (known) return known;
		if (names.size >= maximumPrepared) return undefined;
		if (uses.size > maximumPrepared * 10) uses.clear();
		const count = (uses.get(text) ?? 0) + 1;
		uses.set(text, count);
		if (count < usesBeforePreparing) return undefined;
		uses.delete(text);
		const name = `rest_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
		names.set(text, name);
		return name;
	};
}
