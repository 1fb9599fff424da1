import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { DomainError } from '#lib/errors/domain-error.ts';
import { errorText } from '#lib/errors/error-text.server.ts';
import { safePath } from '#lib/format/safe-path.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { rememberRetry, secondsToRetry } from '#lib/sign-in/retry-cookie.server.ts';
import { codeSchema } from '#lib/sign-in/sign-in-schema.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import { getSignInState, passSignInCode, requestSignInCode } from '#lib/sign-in/sign-in.server.ts';

export async function load({ cookies, locals, url }) {
	const state = locals.claims ? await getSignInState(locals.db) : 'signed_out';
	if (state === 'signed_out') redirect(303, resolve('/sign-in'));
	const next = safePath(url.searchParams.get('next'), resolve('/accounts'));
	if (state === 'ready') redirect(303, next);
	return {
		next,
		email: String(locals.claims?.email ?? ''),
		waitSeconds: secondsToRetry(cookies),
		form: await superValidate(zod4(codeSchema))
	};
}

export const actions = {
	verify: formAction(codeSchema, async ({ code }, { locals, url }) => {
		await passSignInCode(locals.db, code);
		redirect(303, safePath(url.searchParams.get('next'), resolve('/accounts')));
	}),
	resend: async ({ cookies, locals }) => {
		try {
			rememberRetry(cookies, await requestSignInCode(locals.db, getLocale()));
			return { resent: true, refusal: null };
		} catch (error) {
			if (error instanceof DomainError) return { resent: false, refusal: errorText(error) };
			throw error;
		}
	}
};
