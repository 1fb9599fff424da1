import { redirect } from '@sveltejs/kit';
import { resolve } from '$app/paths';
import { getSignInState } from './sign-in.server.ts';

/**
 * Sends to where a session that acts as nobody becomes somebody, and back to this address afterwards.
 * Does nothing when the session is fine: then the account is out of reach for this person.
 */
export async function sendToSignIn({
	locals,
	url
}: {
	locals: App.Locals;
	url: URL;
}): Promise<void> {
	const state = await getSignInState(locals.db);
	const next = encodeURIComponent(url.pathname + url.search);
	if (state === 'needs_code') redirect(303, `${resolve('/sign-in/code')}?next=${next}`);
	if (state === 'ready') return;
	await locals.db.auth.signOut({ scope: 'local' });
	redirect(303, `${resolve('/sign-in')}?next=${next}`);
}
