export const lastAccountCookie = 'balcao_last_account';
export const lastAccountSeconds = 365 * 24 * 3600;

/** In the browser: the account on screen is the one used last. @param home its home path */
export function keepLastAccount(home: string): void {
	const secure = location.protocol === 'https:' ? '; secure' : '';
	document.cookie = `${lastAccountCookie}=${encodeURIComponent(home)}; path=/; max-age=${lastAccountSeconds}; samesite=lax${secure}`;
}
