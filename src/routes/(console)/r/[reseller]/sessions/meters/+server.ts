import { json } from '@sveltejs/kit';
import { requireCurrentAccount } from '#lib/accounts/accounts.server.ts';
import { isUuid } from '#lib/format/uuid.ts';
import { listMeters } from '#lib/usage/usage.server.ts';

const mostIds = 100;

/** The meters of the clients in `ids`, for a list that is already open. */
export async function GET({ locals: { db }, url }) {
	const account = await requireCurrentAccount(db);
	const ids = (url.searchParams.get('ids') ?? '').split(',').filter(isUuid);
	return json(await listMeters(db, account.reseller.id, ids.slice(0, mostIds)));
}
