import type { CurrentAccount } from '#lib/accounts/account.ts';
import { requireCurrentAccount } from '#lib/accounts/accounts.server.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';

/**
 * The acting staff account, if it may see what banks say. The database decides again; this spares it the file.
 * @throws DomainError account_not_found (404), not_permitted (403)
 */
export async function requireStatements(db: Db): Promise<CurrentAccount> {
	const account = await requireCurrentAccount(db);
	if (!account.permissions.includes('payments.record')) throw new DomainError('not_permitted', 403);
	return account;
}
