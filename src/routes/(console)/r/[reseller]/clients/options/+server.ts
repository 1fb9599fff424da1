import { json } from '@sveltejs/kit';
import { listPlanOptions } from '#lib/clients/list/list.server.ts';

/** The plans that the filter offers. */
export async function GET({ locals }) {
	return json(await listPlanOptions(locals.db));
}
