import { json } from '@sveltejs/kit';
import { requireCurrentAccount } from '#lib/accounts/accounts.server.ts';
import { isUuid } from '#lib/format/uuid.ts';
import { readClientHits, searchClients } from '#lib/palette/search-clients.server.ts';

const longestQuery = 200;
const mostIds = 20;

/** Clients for the palette: `?q=` what was typed, or `?ids=` those opened last. */
export async function GET({ locals, url }) {
	const ids = url.searchParams.get('ids');
	const query = (url.searchParams.get('q') ?? '').trim().slice(0, longestQuery);
	// A search refuses strangers by itself; these would only find nothing.
	if (!query) await requireCurrentAccount(locals.db);
	if (ids !== null) {
		const known = ids.split(',').filter(isUuid).slice(0, mostIds);
		return json(await readClientHits(locals.db, known));
	}
	return json(query ? await searchClients(locals.db, query) : []);
}
