import { createServerClient } from '@supabase/ssr';
import type { RequestEvent } from '@sveltejs/kit';
import { PUBLIC_SUPABASE_PUBLISHABLE_KEY, PUBLIC_SUPABASE_URL } from '$app/env/public';
import { accountHeader, accountHeaderValue, accountOfPath } from '#lib/format/account-path.ts';
import type { Db } from './db.ts';
import { joinReads } from './joined-reads.ts';

const answerWithinMs = 15_000;

/** One client per request: its session comes from the cookies, its acting account from the URL. */
export function createRequestClient(event: RequestEvent): Db {
	return createServerClient(PUBLIC_SUPABASE_URL, PUBLIC_SUPABASE_PUBLISHABLE_KEY, {
		global: {
			headers: {
				...accountHeaders(event),
				...browserHeaders(event)
			},
			fetch: joinReads((input, init) =>
				fetch(input, { ...init, signal: init?.signal ?? AbortSignal.timeout(answerWithinMs) })
			)
		},
		cookieOptions: { path: '/', sameSite: 'lax', secure: event.url.protocol === 'https:' },
		cookies: {
			getAll: () => event.cookies.getAll(),
			setAll: (cookies, headers) => {
				for (const { name, value, options } of cookies)
					event.cookies.set(name, value, { ...options, path: '/' });
				// A response that carries a session must not be cached; the library asks for it once per client.
				if (Object.keys(headers).length > 0) event.setHeaders(headers);
			}
		}
	});
}

/** The acting account, as the address has it. */
export function accountHeaders({ url }: RequestEvent): Record<string, string> {
	const account = accountOfPath(url.pathname);
	return account ? { [accountHeader]: accountHeaderValue(account) } : {};
}

/** Who asks, for the list of sessions and the trail: the platform itself only meets this server. */
export function browserHeaders({
	request,
	getClientAddress
}: RequestEvent): Record<string, string> {
	const userAgent = request.headers.get('user-agent');
	return { 'x-balcao-address': getClientAddress(), ...(userAgent && { 'user-agent': userAgent }) };
}
