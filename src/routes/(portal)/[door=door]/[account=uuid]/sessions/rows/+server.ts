import { json } from '@sveltejs/kit';
import { findClientAccount } from '#lib/accounts/accounts.server.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { listLedger } from '#lib/usage/usage.server.ts';

/** A page of one's own ledger, for the page that is already open. @throws DomainError not_permitted (403) */
export async function GET({ locals, url }) {
	const account = await findClientAccount(locals.db);
	if (!account) throw new DomainError('account_not_found', 404);
	return json(await listLedger(locals.db, account.client.id, url.searchParams.get('after')));
}
