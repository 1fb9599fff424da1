import type { JwtPayload } from '@supabase/supabase-js';
import type { Handle } from '@sveltejs/kit';
import type { Db } from '../db.ts';
import { createRequestClient } from '../supabase.ts';

/** `locals.db` and the verified claims. Reading the claims early refreshes the session before the response has begun. */
export const handleSession: Handle = async ({ event, resolve }) => {
	event.locals.db = createRequestClient(event);
	event.locals.claims = null;
	if (event.route.id && event.route.id !== '/health') {
		event.locals.claims = await claimsOf(event.locals.db);
	}
	return resolve(event, {
		filterSerializedResponseHeaders: (name) => name === 'content-range'
	});
};

/** Whose signature was looked at: a page in every few milliseconds need not do it again. */
const verified = new Map<string, JwtPayload>();
const mostVerified = 1000;

/** A failure here means nobody is signed in; an unreachable platform shows itself at the first query. */
async function claimsOf({ auth }: Db): Promise<JwtPayload | null> {
	try {
		const { data } = await auth.getSession();
		const token = data.session?.access_token;
		return token ? await verify(auth, token) : null;
	} catch (error) {
		// A cookie that holds no session makes the library throw; the person signs in anew.
		console.warn('session cookie not readable:', error);
		return null;
	}
}

async function verify(auth: Db['auth'], token: string): Promise<JwtPayload | null> {
	const known = verified.get(token);
	if (known && known.exp * 1000 > Date.now()) return known;
	verified.delete(token);
	const { data } = await auth.getClaims(token);
	if (!data) return null;
	if (verified.size >= mostVerified) verified.delete(verified.keys().next().value!);
	verified.set(token, data.claims);
	return data.claims;
}
