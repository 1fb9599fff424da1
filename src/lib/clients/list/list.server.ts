import { unwrap } from '#lib/errors/database-error.ts';
import type { Json } from '#lib/server/database.types.ts';
import type { Db } from '#lib/server/db.ts';
import type { ListCursor } from './cursor.ts';
import { filterOf, type ClientFilter, type ClientFilters, type ClientListState } from './filter.ts';
import {
	listRow,
	type ClientTotals,
	type ListCounts,
	type ListPage,
	type ReadAgain,
	type StoredRow
} from './list-row.ts';
import { tabOf } from './tabs.ts';

export const pageSize = 50;

interface StoredPage {
	rows: StoredRow[];
	next: ListCursor | null;
}

/**
 * One page of the acting reseller's clients.
 * @param after `next` of the page before
 * @throws DomainError no_account, not_permitted (403), client_filter_invalid (422)
 */
export async function listClients(
	db: Db,
	state: Pick<ClientListState, 'filters' | 'sort' | 'isDescending'>,
	after: ListCursor | null = null,
	size = pageSize
): Promise<ListPage> {
	const page = unwrap(
		await db.rpc('list_clients', {
			filter: filterOf(state.filters),
			sort: state.sort,
			descending: state.isDescending,
			page_size: size,
			...(after && { after })
		})
	) as unknown as StoredPage;
	return { rows: page.rows.map(listRow), next: page.next };
}

/** The same rows again, by id, and which of them still belong to the list. */
export async function readClientsAgain(
	db: Db,
	filters: ClientFilters,
	ids: string[]
): Promise<ReadAgain> {
	if (ids.length === 0) return { rows: [], matching: [] };
	const filter = filterOf(filters);
	const isPlain = Object.keys(filter).length === 0;
	const [all, matching] = await Promise.all([
		rowsOf(db, { ids }),
		// An absent status means “not archived” in a list, but anything where ids are named.
		isPlain ? null : rowsOf(db, { status: ['active', 'inactive'], ...filter, ids })
	]);
	return {
		rows: all.map(listRow),
		matching: (matching ?? all.filter(({ status }) => status !== 'archived')).map(({ id }) => id)
	};
}

/** How many clients each quick tab holds. */
export async function clientTotals(db: Db): Promise<ClientTotals> {
	return unwrap(await db.rpc('client_totals')) as unknown as ClientTotals;
}

/** How many clients the filter lets through; `countCap` stands for that many or more. */
export async function countClients(db: Db, filters: ClientFilters): Promise<number> {
	return unwrap(await db.rpc('count_clients', { filter: filterOf(filters) }));
}

/** Both, where a tab's own count is not counted twice. */
export async function countAll(db: Db, filters: ClientFilters): Promise<ListCounts> {
	const tab = tabOf(filters);
	const [totals, count] = await Promise.all([
		clientTotals(db),
		tab ? null : countClients(db, filters)
	]);
	return { totals, count: tab ? totals[tab] : count! };
}

/** Names of these plans, for the words of a filter. */
export async function planNames(db: Db, ids: string[]): Promise<Record<string, string>> {
	const known = ids.filter((id) => id !== 'none');
	if (known.length === 0) return {};
	const plans = unwrap(await db.from('plans').select('id, name').in('id', known));
	return Object.fromEntries(plans.map(({ id, name }) => [id, name]));
}

async function rowsOf(db: Db, filter: ClientFilter): Promise<StoredRow[]> {
	const page = unwrap(
		await db.rpc('list_clients', { filter: filter as Json, page_size: 1000 })
	) as unknown as StoredPage;
	return page.rows;
}

/** Every plan that a client may have, also those no longer sold. */
export async function listPlanOptions(db: Db): Promise<{ value: string; label: string }[]> {
	return unwrap(
		await db.from('plans').select('value:id, label:name').order('name').order('id').limit(500)
	);
}
