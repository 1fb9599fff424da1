import type { CurrentAccount } from '#lib/accounts/account.ts';
import { findCurrentAccount } from '#lib/accounts/accounts.server.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';

/**
 * The acting staff account, if it may import clients. The database decides again; this spares it the file.
 * @throws DomainError account_not_found (404), not_permitted (403)
 */
export async function requireImport(db: Db): Promise<CurrentAccount> {
	const account = await findCurrentAccount(db);
	if (!account) throw new DomainError('account_not_found', 404);
	if (!account.permissions.includes('clients.import')) throw new DomainError('not_permitted', 403);
	return account;
}
