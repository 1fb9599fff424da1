import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { DomainError } from '#lib/errors/domain-error.ts';
import { errorText } from '#lib/errors/error-text.server.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import { limitTries } from '#lib/server/address-limit.ts';
import { nextPath, withNext } from '#lib/sign-in/next-path.ts';
import { rememberRetry, secondsToRetry } from '#lib/sign-in/retry-cookie.server.ts';
import { firstCodeSchema } from '#lib/sign-in/sign-in-schema.ts';
import { getSignInState, passSignInCode, requestSignInCode } from '#lib/sign-in/sign-in.server.ts';

export async function load({ cookies, locals, url }) {
	const next = nextPath(url);
	const state = locals.claims ? await getSignInState(locals.db) : 'signed_out';
	if (state === 'signed_out') redirect(303, withNext(resolve('/sign-in'), next));
	if (state === 'ready') redirect(303, next);
	return {
		next,
		email: String(locals.claims?.email ?? ''),
		waitSeconds: secondsToRetry(cookies),
		form: await superValidate(zod4(firstCodeSchema))
	};
}

export const actions = {
	verify: formAction(firstCodeSchema, async ({ code }, event) => {
		limitTries(event, 'verify');
		await passSignInCode(event.locals.db, code);
		redirect(303, nextPath(event.url));
	}),
	resend: async (event) => {
		try {
			limitTries(event, 'code');
			rememberRetry(event.cookies, await requestSignInCode(event.locals.db, getLocale()));
			return { resent: true, refusal: null };
		} catch (error) {
			if (error instanceof DomainError) return { resent: false, refusal: errorText(error) };
			throw error;
		}
	}
};
