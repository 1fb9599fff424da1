import { json } from '@sveltejs/kit';
import { listLedger } from '#lib/usage/usage.server.ts';

/** A page of the client's ledger, for the page that is already open. */
export async function GET({ locals, params, url }) {
	return json(await listLedger(locals.db, params.clientId, url.searchParams.get('after')));
}
