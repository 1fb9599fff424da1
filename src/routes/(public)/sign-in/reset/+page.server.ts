import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { DomainError } from '#lib/errors/domain-error.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { m } from '#lib/paraglide/messages.js';
import { isFreshlyProven } from '#lib/sign-in/mailbox-proof.ts';
import { nextPath, withNext } from '#lib/sign-in/next-path.ts';
import { passwordSchema } from '#lib/sign-in/sign-in-schema.ts';
import { sendToSignIn } from '#lib/sign-in/send-to-sign-in.server.ts';
import { setPassword } from '#lib/sign-in/sign-in.server.ts';

export async function load({ locals, url }) {
	const next = nextPath(url);
	if (!isFreshlyProven(locals.claims, Date.now()))
		redirect(303, withNext(resolve('/sign-in/forgot'), next));
	await sendToSignIn({ locals, url });
	return {
		next,
		email: String(locals.claims?.email ?? ''),
		form: await superValidate(zod4(passwordSchema))
	};
}

export const actions = {
	default: formAction(passwordSchema, async ({ password }, { locals }) => {
		if (!isFreshlyProven(locals.claims, Date.now())) throw new DomainError('session_ended', 401);
		await setPassword(locals.db, password);
		return m.sign_in_reset_done();
	})
};
