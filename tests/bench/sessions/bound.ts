import { randomUUID } from 'node:crypto';
import type { BenchPlace } from '../harness/bench.ts';
import { connect } from '../harness/connect.ts';
import type { MeteredDesk } from './metered-desk.ts';

/** The least that is exact: rows with the one key that finds repetitions, and one counter for each client. */
export const boundTable = `
	create schema if not exists bench;
	create table if not exists bench.bound_events (
		reseller_id uuid not null,
		event_key text collate "C" not null,
		client_id uuid not null,
		quantity integer not null,
		occurred_at timestamptz not null,
		recorded_at timestamptz not null default now(),
		primary key (reseller_id, event_key)
	);
	create table if not exists bench.bound_counters (
		reseller_id uuid not null,
		client_id uuid not null,
		used bigint not null,
		primary key (reseller_id, client_id)
	) with (fillfactor = 70)`;

const record = `with fresh as (
		insert into bench.bound_events (reseller_id, event_key, client_id, quantity, occurred_at)
		select $1, e.key, e.client_id, coalesce(e.quantity, 1), now()
		from jsonb_to_recordset($2::jsonb) e (key text, client_id uuid, quantity integer)
		on conflict do nothing
		returning client_id, quantity
	)
	insert into bench.bound_counters as c (reseller_id, client_id, used)
	select $1, f.client_id, sum(f.quantity) from fresh f group by 2 order by 2
	on conflict on constraint bound_counters_pkey do update set used = c.used + excluded.used`;

/** The same events as one set-based statement per batch, over two connections at once. */
export async function runBound(
	place: BenchPlace,
	{ resellerId, clientIds }: MeteredDesk,
	eventsPerBatch: number,
	mostSeconds: number
): Promise<{ rate: number; seconds: number }> {
	const connections = await Promise.all([connect(place), connect(place)]);
	let written = 0;
	const startedAt = performance.now();
	await Promise.all(
		connections.map(async (connection) => {
			while (performance.now() - startedAt < mostSeconds * 1000) {
				const prefix = randomUUID();
				const events = Array.from({ length: eventsPerBatch }, (_, nth) => ({
					key: `${prefix}-${nth}`,
					client_id: clientIds[(written + nth) % clientIds.length]
				}));
				await connection.query({
					...{ name: 'record', text: record, values: [resellerId, JSON.stringify(events)] }
				});
				written += eventsPerBatch;
			}
		})
	);
	const seconds = (performance.now() - startedAt) / 1000;
	await Promise.all(connections.map((connection) => connection.end()));
	return { rate: written / seconds, seconds };
}
