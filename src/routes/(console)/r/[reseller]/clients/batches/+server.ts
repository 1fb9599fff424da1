import { json } from '@sveltejs/kit';
import { requireCurrentAccount } from '#lib/accounts/accounts.server.ts';
import { listRecentBatches, takeBatchStep } from '#lib/clients/list/batches.server.ts';
import { batchRequest } from '#lib/clients/list/requests.ts';
import { readJson } from '#lib/server/read-json.ts';

/** What was done to many clients lately. */
export async function GET({ locals }) {
	await requireCurrentAccount(locals.db);
	return json(await listRecentBatches(locals.db));
}

/** One step of a change to many clients. */
export async function POST({ locals, request }) {
	return json(await takeBatchStep(locals.db, await readJson(request, batchRequest)));
}
