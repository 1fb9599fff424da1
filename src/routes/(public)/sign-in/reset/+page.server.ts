import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { formAction } from '#lib/forms/form-action.server.ts';
import { forgetResetEmail } from '#lib/sign-in/reset-cookie.server.ts';
import { passwordSchema } from '#lib/sign-in/sign-in-schema.ts';
import { setPassword } from '#lib/sign-in/sign-in.server.ts';

export async function load({ locals }) {
	if (!locals.claims) redirect(303, resolve('/sign-in/forgot'));
	return {
		email: String(locals.claims.email ?? ''),
		form: await superValidate(zod4(passwordSchema))
	};
}

export const actions = {
	default: formAction(passwordSchema, async ({ password }, { cookies, locals }) => {
		await setPassword(locals.db, password);
		forgetResetEmail(cookies);
		redirect(303, resolve('/accounts'));
	})
};
