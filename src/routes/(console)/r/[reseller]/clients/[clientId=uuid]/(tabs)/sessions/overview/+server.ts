import { json } from '@sveltejs/kit';
import { getOverview } from '#lib/usage/usage.server.ts';

/** What the client has left, for a page that is already open. */
export async function GET({ locals, params }) {
	return json(await getOverview(locals.db, params.clientId));
}
