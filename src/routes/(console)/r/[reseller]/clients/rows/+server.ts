import { error, json } from '@sveltejs/kit';
import { findCurrentAccount } from '#lib/accounts/accounts.server.ts';
import { readCursor } from '#lib/clients/client-cursor.ts';
import { countClients, listClients, listClientsById } from '#lib/clients/clients.server.ts';
import { isUuid } from '#lib/format/uuid.ts';

const mostIds = 50;

/** Rows of the list for the page that is already open: by id, after a cursor, or the first page with the total. */
export async function GET({ locals, url }) {
	const account = await findCurrentAccount(locals.db);
	if (!account) error(404, { message: 'No such account', code: 'account_not_found', status: 404 });
	const resellerId = account.reseller.id;
	const asked = url.searchParams.get('ids');
	if (asked !== null) {
		const ids = asked.split(',').filter(isUuid).slice(0, mostIds);
		return json(await listClientsById(locals.db, resellerId, ids));
	}
	const after = readCursor(url.searchParams.get('after'));
	if (after) return json(await listClients(locals.db, resellerId, after));
	const [page, total] = await Promise.all([
		listClients(locals.db, resellerId, null),
		countClients(locals.db, resellerId)
	]);
	return json({ ...page, total });
}
