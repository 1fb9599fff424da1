import type { RequestEvent } from '@sveltejs/kit';
import { PUBLIC_SUPABASE_PUBLISHABLE_KEY, PUBLIC_SUPABASE_URL } from '$app/env/public';
import { DomainError } from '#lib/errors/domain-error.ts';
import { accountHeaders, browserHeaders } from './supabase.ts';

/** What a thread of its own needs to ask the database as this request would: plain data, and for no longer than the session's token. */
export interface RestAccess {
	/** Of the REST API, without a slash at the end. */
	url: string;
	headers: Record<string, string>;
}

/** @throws DomainError not_signed_in (401) */
export async function restAccess(event: RequestEvent): Promise<RestAccess> {
	const { data } = await event.locals.db.auth.getSession();
	if (!data.session) throw new DomainError('not_signed_in', 401);
	return {
		url: `${PUBLIC_SUPABASE_URL}/rest/v1`,
		headers: {
			apikey: PUBLIC_SUPABASE_PUBLISHABLE_KEY,
			authorization: `Bearer ${data.session.access_token}`,
			...accountHeaders(event),
			...browserHeaders(event)
		}
	};
}
