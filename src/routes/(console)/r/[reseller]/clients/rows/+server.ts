import { json } from '@sveltejs/kit';
import { readCursor } from '#lib/clients/list/cursor.ts';
import { readListState } from '#lib/clients/list/filter.ts';
import {
	countAll,
	listClients,
	pageSize,
	readClientsAgain
} from '#lib/clients/list/list.server.ts';
import { isUuid } from '#lib/format/uuid.ts';

const mostIds = 100;
const mostRows = 1000;

/**
 * For the list that is already open, by its query: the page after a cursor, so many rows from its top (`size`), these rows
 * again (`ids`), or how many there are (`counts`).
 */
export async function GET({ locals: { db }, url: { searchParams } }) {
	const state = readListState(searchParams);
	const ids = searchParams.get('ids');
	if (ids !== null) {
		const asked = ids.split(',').filter(isUuid).slice(0, mostIds);
		return json(await readClientsAgain(db, state.filters, asked));
	}
	if (searchParams.has('counts')) return json(await countAll(db, state.filters));
	const size = Number(searchParams.get('size'));
	const rows = Number.isInteger(size) && size > pageSize ? Math.min(size, mostRows) : pageSize;
	return json(await listClients(db, state, readCursor(searchParams.get('after')), rows));
}
