import type { CurrentAccount } from '#lib/accounts/account.ts';
import { requireCurrentAccount } from '#lib/accounts/accounts.server.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';

/**
 * The acting staff account, if it has the permission. The database decides again; this spares it the work and names the reason.
 * @throws DomainError account_not_found (404), not_permitted (403)
 */
export async function requireAccount(db: Db, permission: string): Promise<CurrentAccount> {
	const account = await requireCurrentAccount(db);
	if (!account.permissions.includes(permission)) throw new DomainError('not_permitted', 403);
	return account;
}
