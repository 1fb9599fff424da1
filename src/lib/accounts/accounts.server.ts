import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { AccountSummary, ClientAccount, CurrentAccount } from './account.ts';

/** Every account the signed-in person belongs to; none before the first-sign-in code has passed. */
export async function listAccounts(db: Db): Promise<AccountSummary[]> {
	return unwrap(await db.rpc('my_accounts')) as AccountSummary[];
}

/** The staff account that this request acts in; null when the person has no access to it, or it does not exist. */
export async function findCurrentAccount(db: Db): Promise<CurrentAccount | null> {
	const account = await findAccount(db);
	return account?.kind === 'reseller' ? account : null;
}

/**
 * The same for an endpoint whose rows would just be none for a stranger: an account that is not one's own is not there.
 * @throws DomainError account_not_found (404)
 */
export async function requireCurrentAccount(db: Db): Promise<CurrentAccount> {
	const account = await findCurrentAccount(db);
	if (!account) throw new DomainError('account_not_found', 404);
	return account;
}

/** The portal's account that this request acts in, as its user or in the place of one; null as above. */
export async function findClientAccount(db: Db): Promise<ClientAccount | null> {
	const account = await findAccount(db);
	return account?.kind === 'client' ? account : null;
}

async function findAccount(db: Db): Promise<CurrentAccount | ClientAccount | null> {
	return unwrap(await db.rpc('current_account'), 'or null') as unknown as
		CurrentAccount | ClientAccount | null;
}
