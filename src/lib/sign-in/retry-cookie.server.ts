import type { Cookies } from '@sveltejs/kit';

const name = 'balcao_code_retry';

/** Remembers when the next code may be asked for, so that a reload does not lose the waiting time. */
export function rememberRetry(cookies: Cookies, seconds: number): void {
	const retryAt = String(Date.now() + seconds * 1000);
	cookies.set(name, retryAt, {
		path: '/sign-in',
		httpOnly: true,
		sameSite: 'lax',
		maxAge: Math.max(seconds, 1)
	});
}

/** Seconds still to wait; 0 when a new code may be asked for. */
export function secondsToRetry(cookies: Cookies): number {
	const retryAt = Number(cookies.get(name) ?? 0);
	return Math.max(0, Math.ceil((retryAt - Date.now()) / 1000));
}
