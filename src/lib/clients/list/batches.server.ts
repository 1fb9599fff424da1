import { unwrap } from '#lib/errors/database-error.ts';
import type { Json } from '#lib/server/database.types.ts';
import type { Db } from '#lib/server/db.ts';
import { batchOf, type Batch, type BatchRequest, type StoredBatch } from './batch.ts';
import { clientFilterOf } from './filter.ts';

/** Enough to find what went wrong today. */
const mostRecent = 20;

/**
 * Begins, continues, stops or takes back a batch; at most 500 clients at a time.
 * @throws DomainError not_permitted (403), client_batch_not_found (404), client_filter_invalid, input_invalid (422)
 */
export async function takeBatchStep(db: Db, request: BatchRequest): Promise<Batch> {
	return batchOf(unwrap(await step(db, request)) as unknown as StoredBatch);
}

function step(db: Db, request: BatchRequest) {
	const { id } = request;
	if (request.step !== 'start') return db.rpc(`${request.step}_client_batch`, { id });
	const { kind, target, note } = request;
	const which =
		'ids' in target
			? { ids: target.ids }
			: { filter: clientFilterOf(new URLSearchParams(target.query)) as Json };
	return db.rpc('start_client_batch', { id, kind, ...which, ...(note && { note }) });
}

/** What was done to clients lately, newest first. */
export async function listRecentBatches(db: Db): Promise<Batch[]> {
	const batches = unwrap(
		await db
			.from('client_batches')
			.select()
			.order('created_at', { ascending: false })
			.order('id', { ascending: false })
			.limit(mostRecent)
	);
	return (batches as StoredBatch[]).map(batchOf);
}
