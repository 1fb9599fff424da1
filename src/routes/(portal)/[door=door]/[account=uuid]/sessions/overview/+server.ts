import { json } from '@sveltejs/kit';
import { findClientAccount } from '#lib/accounts/accounts.server.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { getOverview } from '#lib/usage/usage.server.ts';

/** What one's own account has left, for a page that is already open. @throws DomainError not_permitted (403) */
export async function GET({ locals }) {
	const account = await findClientAccount(locals.db);
	if (!account) throw new DomainError('account_not_found', 404);
	return json(await getOverview(locals.db, account.client.id));
}
