import type { Cookies, RequestEvent } from '@sveltejs/kit';
import { homeOf, type AccountSummary } from './account.ts';
import { lastAccountCookie as name, lastAccountSeconds } from './last-account.ts';

/**
 * The chooser offers first what this browser used last. Names an account, grants nothing.
 * What scripts fetch may be fetched ahead, for nobody to see: there the page says itself what it shows (last-account.ts).
 */
export function rememberAccount(
	{ cookies, isDataRequest }: Pick<RequestEvent, 'cookies' | 'isDataRequest'>,
	account: Pick<AccountSummary, 'kind' | 'reference'>
): void {
	const home = homeOf(account);
	if (isDataRequest || cookies.get(name) === home) return;
	cookies.set(name, home, {
		path: '/',
		httpOnly: false,
		sameSite: 'lax',
		maxAge: lastAccountSeconds
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
