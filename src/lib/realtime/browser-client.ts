import { createBrowserClient } from '@supabase/ssr';
import type { SupabaseClient } from '@supabase/supabase-js';
import { PUBLIC_SUPABASE_PUBLISHABLE_KEY, PUBLIC_SUPABASE_URL } from '$app/env/public';
import { accountHeader, accountHeaderValue, accountOfPath } from '#lib/format/account-path.ts';

/** The browser's one client: the session in the cookies, and the account that the address bar names. */
export function browserClient(): SupabaseClient {
	return createBrowserClient(PUBLIC_SUPABASE_URL, PUBLIC_SUPABASE_PUBLISHABLE_KEY, {
		global: { fetch: actingFetch }
	});
}

const actingFetch: typeof fetch = (input, init) => {
	const account = accountOfPath(location.pathname);
	const headers = new Headers(init?.headers);
	if (account) headers.set(accountHeader, accountHeaderValue(account));
	return fetch(input, { ...init, headers });
};
