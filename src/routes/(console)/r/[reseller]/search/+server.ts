import { json } from '@sveltejs/kit';
import { isUuid } from '#lib/format/uuid.ts';
import { readClientHits, searchClients } from '#lib/palette/search-clients.server.ts';

const longestQuery = 200;
const mostIds = 20;

/** Clients for the palette: `?q=` what was typed, or `?ids=` those opened last. */
export async function GET({ locals, url }) {
	const ids = url.searchParams.get('ids');
	if (ids !== null) {
		const known = ids.split(',').filter(isUuid).slice(0, mostIds);
		return json(await readClientHits(locals.db, known));
	}
	const query = (url.searchParams.get('q') ?? '').trim().slice(0, longestQuery);
	return json(query ? await searchClients(locals.db, query) : []);
}
