import { unwrap } from '#lib/errors/database-error.ts';
import type { Db } from '#lib/server/db.ts';
import { queryOf, readListState } from './filter.ts';
import type { ClientView } from './view.ts';

interface StoredView {
	id: string;
	name: string;
	query: string;
	is_shared: boolean;
	owner_id: string;
}

/** The person's own views and those that colleagues share, by name. */
export async function listViews(db: Db): Promise<ClientView[]> {
	const views = unwrap(await db.rpc('list_client_views')) as unknown as StoredView[];
	return views.map(({ id, name, query, is_shared, owner_id }) => ({
		id,
		name,
		// As this version of the page would write it, so that it is recognised in the address.
		query: canonical(query),
		isShared: is_shared,
		ownerId: owner_id
	}));
}

/** @throws DomainError client_view_not_found (404) for somebody else's, client_view_name_invalid (422) */
export async function saveView(
	db: Db,
	view: Pick<ClientView, 'id' | 'name' | 'query' | 'isShared'>
): Promise<void> {
	unwrap(
		await db.rpc('save_client_view', {
			id: view.id,
			name: view.name,
			query: canonical(view.query),
			is_shared: view.isShared
		})
	);
}

export async function dropView(db: Db, id: string): Promise<void> {
	unwrap(await db.rpc('delete_client_view', { id }), 'or null');
}

function canonical(query: string): string {
	return queryOf(readListState(new URLSearchParams(query)));
}
