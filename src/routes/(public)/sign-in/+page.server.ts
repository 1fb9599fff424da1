import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { invitationTokenOf } from '#lib/accounts/invitation.ts';
import { findInvitation } from '#lib/accounts/invitations.server.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import { nextPath, withNext } from '#lib/sign-in/next-path.ts';
import { rememberRetry } from '#lib/sign-in/retry-cookie.server.ts';
import { signInSchema } from '#lib/sign-in/sign-in-schema.ts';
import { getSignInState, requestSignInCode, signIn } from '#lib/sign-in/sign-in.server.ts';

export async function load({ locals, url }) {
	const next = nextPath(url);
	if (locals.claims) redirect(303, next);
	const token = invitationTokenOf(next);
	const invitation = token ? await findInvitation(locals.db, token) : null;
	const known = { identifier: invitation?.email ?? '' };
	return { next, form: await superValidate(known, zod4(signInSchema), { errors: false }) };
}

export const actions = {
	default: formAction(signInSchema, async (credentials, event) => {
		await signIn(event, credentials);
		const next = nextPath(event.url);
		if ((await getSignInState(event.locals.db)) !== 'needs_code') redirect(303, next);
		rememberRetry(event.cookies, await requestSignInCode(event.locals.db, getLocale()));
		redirect(303, withNext(resolve('/sign-in/code'), next));
	})
};
