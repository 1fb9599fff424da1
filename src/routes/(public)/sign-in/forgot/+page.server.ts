import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { formAction } from '#lib/forms/form-action.server.ts';
import { rememberResetEmail } from '#lib/sign-in/reset-cookie.server.ts';
import { forgotSchema } from '#lib/sign-in/sign-in-schema.ts';
import { requestPasswordReset } from '#lib/sign-in/sign-in.server.ts';

export async function load() {
	return { form: await superValidate(zod4(forgotSchema)) };
}

export const actions = {
	default: formAction(forgotSchema, async ({ email }, { cookies, locals }) => {
		await requestPasswordReset(locals.db, email);
		rememberResetEmail(cookies, email);
		redirect(303, resolve('/sign-in/forgot/code'));
	})
};
