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

/** A failure here means nobody is signed in; an unreachable platform shows itself at the first query. */
async function claimsOf(db: Db) {
	try {
		const { data } = await db.auth.getClaims();
		return data?.claims ?? null;
	} catch (error) {
		// A cookie that holds no session makes the library throw; the person signs in anew.
		console.warn('session cookie not readable:', error);
		return null;
	}
}
