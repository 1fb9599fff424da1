import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { DomainError } from '#lib/errors/domain-error.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { resetEmail } from '#lib/sign-in/reset-cookie.server.ts';
import { recoveryCodeSchema } from '#lib/sign-in/sign-in-schema.ts';
import { passResetCode } from '#lib/sign-in/sign-in.server.ts';

export async function load({ cookies }) {
	const email = resetEmail(cookies);
	if (!email) redirect(303, resolve('/sign-in/forgot'));
	return { email, form: await superValidate(zod4(recoveryCodeSchema)) };
}

export const actions = {
	default: formAction(recoveryCodeSchema, async ({ code }, { cookies, locals }) => {
		const email = resetEmail(cookies);
		if (!email) throw new DomainError('code_wrong', 422, { field: 'code' });
		await passResetCode(locals.db, email, code);
		redirect(303, resolve('/sign-in/reset'));
	})
};
