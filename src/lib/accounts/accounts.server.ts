import { unwrap } from '#lib/errors/database-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { AccountSummary, CurrentAccount } from './account.ts';

/** Every account the signed-in person belongs to; none before the first-sign-in code has passed. */
export async function listAccounts(db: Db): Promise<AccountSummary[]> {
	return unwrap(await db.rpc('my_accounts')) as AccountSummary[];
}

/** The staff account that this request acts in; null when the person has no access to it, or it does not exist. */
export async function findCurrentAccount(db: Db): Promise<CurrentAccount | null> {
	return unwrap(await db.rpc('current_account'), 'or null') as CurrentAccount | null;
}
