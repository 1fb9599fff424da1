import { unwrap } from '#lib/errors/database-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { ClientHit } from './client-hit.ts';

const hitsPerSearch = 8;

interface ListedClient {
	id: string;
	number: number;
	name: string;
	trade_name: string | null;
	document: string | null;
	status: 'active' | 'inactive' | 'archived';
}

/**
 * Clients that fit, newest first: by name, trade name, e-mail, document, number, and phone where the person sees phones.
 * Archived ones too: whoever looks for a client by name wants to find it.
 */
export async function searchClients(db: Db, query: string): Promise<ClientHit[]> {
	const status = ['active', 'inactive', 'archived'];
	return listHits(db, { q: query, status }, hitsPerSearch);
}

/** These clients as they are called now, in the same order; what is gone is left out. */
export async function readClientHits(db: Db, ids: string[]): Promise<ClientHit[]> {
	if (ids.length === 0) return [];
	const hits = await listHits(db, { ids }, ids.length);
	const byId = new Map(hits.map((hit) => [hit.id, hit]));
	return ids.flatMap((id) => byId.get(id) ?? []);
}

async function listHits(
	db: Db,
	filter: Record<string, string | string[]>,
	page_size: number
): Promise<ClientHit[]> {
	const answer = await db.rpc('list_clients', { filter, page_size });
	const { rows } = unwrap(answer) as unknown as { rows: ListedClient[] };
	return rows.map(({ id, number, name, trade_name, document, status }) => ({
		id,
		number,
		name,
		tradeName: trade_name,
		document,
		isArchived: status === 'archived'
	}));
}
