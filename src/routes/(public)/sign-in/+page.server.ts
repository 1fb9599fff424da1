import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { safePath } from '#lib/format/safe-path.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { signInSchema } from '#lib/sign-in/sign-in-schema.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import { getSignInState, requestSignInCode, signIn } from '#lib/sign-in/sign-in.server.ts';
import { rememberRetry } from '#lib/sign-in/retry-cookie.server.ts';

export async function load({ locals, url }) {
	if (locals.claims) redirect(303, safePath(url.searchParams.get('next'), resolve('/accounts')));
	return { form: await superValidate(zod4(signInSchema)) };
}

export const actions = {
	default: formAction(signInSchema, async (credentials, { cookies, locals, url }) => {
		await signIn(locals.db, credentials);
		const next = safePath(url.searchParams.get('next'), resolve('/accounts'));
		if ((await getSignInState(locals.db)) !== 'needs_code') redirect(303, next);
		rememberRetry(cookies, await requestSignInCode(locals.db, getLocale()));
		redirect(303, `${resolve('/sign-in/code')}?next=${encodeURIComponent(next)}`);
	})
};
