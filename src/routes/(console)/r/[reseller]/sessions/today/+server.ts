import { json } from '@sveltejs/kit';
import { getSessionsToday } from '#lib/usage/usage.server.ts';

/** What is used today, for the overview that is already open. */
export async function GET({ locals }) {
	return json(await getSessionsToday(locals.db));
}
