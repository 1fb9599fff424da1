import pg from 'pg';

/** What is written one row at a time. */
export interface RawJob {
	databaseUrl: string;
	resellerId: string;
	clientIds: string[];
	connections: number;
	mostRows: number;
	mostSeconds: number;
}

export interface RawReport {
	rows: number;
	seconds: number;
	rate: number;
}

const insert = {
	name: 'insert',
	text: 'insert into bench.raw_events (reseller_id, event_key, client_id, quantity, occurred_at) values ($1, $2, $3, 1, now())'
};

/** The table that rows go into: what the least of ledgers would have, with the one key that finds repetitions. */
export const rawTable = `
	create schema if not exists bench;
	create table if not exists bench.raw_events (
		reseller_id uuid not null,
		event_key text collate "C" not null,
		client_id uuid not null,
		quantity integer not null,
		occurred_at timestamptz not null,
		recorded_at timestamptz not null default now(),
		primary key (reseller_id, event_key)
	)`;

/**
 * One row per transaction, durable, by prepared statements over several connections, each as fast as its answers come:
 * neither HTTP nor keys nor counters.
 */
export async function runRawInserts(job: RawJob): Promise<RawReport> {
	const clients = Array.from({ length: job.connections }, () => new pg.Client(job.databaseUrl));
	await Promise.all(clients.map((client) => client.connect()));
	const prefix = crypto.randomUUID();
	let begun = 0;
	const startedAt = performance.now();
	const until = startedAt + job.mostSeconds * 1000;
	await Promise.all(
		clients.map(async (client) => {
			while (begun < job.mostRows && performance.now() < until) {
				begun += 1;
				const clientId = job.clientIds[begun % job.clientIds.length];
				await client.query({ ...insert, values: [job.resellerId, `${prefix}-${begun}`, clientId] });
			}
		})
	);
	const seconds = (performance.now() - startedAt) / 1000;
	await Promise.all(clients.map((client) => client.end()));
	return { rows: begun, seconds, rate: begun / seconds };
}
