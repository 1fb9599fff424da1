import type { Cookies } from '@sveltejs/kit';

const name = 'balcao_reset_email';
const path = '/sign-in';

/** Whose password is being recovered, for as long as the code lives; kept out of the address bar. */
export function rememberResetEmail(cookies: Cookies, email: string): void {
	cookies.set(name, email, { path, httpOnly: true, sameSite: 'lax', maxAge: 3600 });
}

export function resetEmail(cookies: Cookies): string | undefined {
	return cookies.get(name);
}

export function forgetResetEmail(cookies: Cookies): void {
	cookies.delete(name, { path });
}
