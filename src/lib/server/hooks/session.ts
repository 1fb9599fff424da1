import type { Handle } from '@sveltejs/kit';
import { createRequestClient } from '../supabase.ts';

/** `locals.db` and the verified claims. Reading the claims early refreshes the session before the response has begun. */
export const handleSession: Handle = async ({ event, resolve }) => {
	event.locals.db = createRequestClient(event);
	event.locals.claims = null;
	if (event.route.id && event.route.id !== '/health') {
		// A failure here means nobody is signed in; an unreachable platform shows itself at the first query.
		const { data } = await event.locals.db.auth.getClaims();
		event.locals.claims = data?.claims ?? null;
	}
	return resolve(event, {
		filterSerializedResponseHeaders: (name) => name === 'content-range'
	});
};
