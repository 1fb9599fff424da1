import type { Cookies } from '@sveltejs/kit';
import type { CodePurpose } from './identity.server.ts';

const path = '/sign-in';
const waitMs = 60_000;
const names = { sign_in: 'balcao_code_for', recovery: 'balcao_reset_for' } as const;

export interface AskedCode {
	identifier: string;
	/** Until the next code may be asked for. */
	waitSeconds: number;
}

/** For whom a code was asked, and when; for an hour, and kept out of the address bar. */
export function rememberAskedCode(
	cookies: Cookies,
	purpose: CodePurpose,
	identifier: string
): void {
	cookies.set(names[purpose], `${Date.now() + waitMs} ${identifier}`, {
		path,
		httpOnly: true,
		sameSite: 'lax',
		maxAge: 3600
	});
}

export function askedCode(cookies: Cookies, purpose: CodePurpose): AskedCode | null {
	const [, nextAt, identifier] = /^(\d+) (.+)$/.exec(cookies.get(names[purpose]) ?? '') ?? [];
	if (!identifier) return null;
	return {
		identifier,
		waitSeconds: Math.max(0, Math.ceil((Number(nextAt) - Date.now()) / 1000))
	};
}

export function forgetAskedCode(cookies: Cookies, purpose: CodePurpose): void {
	cookies.delete(names[purpose], { path });
}
