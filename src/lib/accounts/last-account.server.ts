import type { Cookies } from '@sveltejs/kit';
import { homeOf, type AccountSummary } from './account.ts';

const name = 'balcao_last_account';

/** The chooser offers first what this browser used last. Names an account, grants nothing. */
export function rememberAccount(
	cookies: Cookies,
	account: Pick<AccountSummary, 'kind' | 'reference'>
): void {
	const home = homeOf(account);
	if (cookies.get(name) === home) return;
	cookies.set(name, home, {
		path: '/',
		httpOnly: true,
		sameSite: 'lax',
		maxAge: 365 * 24 * 3600
	});
}

/** The accounts with the last used one first, and whether there is one. */
export function lastUsedFirst(
	cookies: Cookies,
	accounts: AccountSummary[]
): { accounts: AccountSummary[]; hasLast: boolean } {
	const last = cookies.get(name);
	const index = accounts.findIndex((account) => homeOf(account) === last);
	const found = accounts[index];
	if (!found) return { accounts, hasLast: false };
	return { accounts: [found, ...accounts.toSpliced(index, 1)], hasLast: true };
}
