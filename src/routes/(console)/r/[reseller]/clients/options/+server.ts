import { json } from '@sveltejs/kit';
import { requireCurrentAccount } from '#lib/accounts/accounts.server.ts';
import { listPlanOptions } from '#lib/clients/list/list.server.ts';

/** The plans that the filter offers. */
export async function GET({ locals }) {
	await requireCurrentAccount(locals.db);
	return json(await listPlanOptions(locals.db));
}
