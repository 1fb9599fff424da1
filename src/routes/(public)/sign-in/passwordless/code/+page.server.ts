import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { DomainError } from '#lib/errors/domain-error.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { askedCode, forgetAskedCode } from '#lib/sign-in/asked-code.server.ts';
import { nextPath, withNext } from '#lib/sign-in/next-path.ts';
import { resendCode } from '#lib/sign-in/resend-code.server.ts';
import { mailedCodeSchema } from '#lib/sign-in/sign-in-schema.ts';
import { passCode } from '#lib/sign-in/sign-in.server.ts';

export async function load({ cookies, locals, url }) {
	const next = nextPath(url);
	if (locals.claims) redirect(303, next);
	const asked = askedCode(cookies, 'sign_in');
	const again = withNext(resolve('/sign-in/passwordless'), next);
	if (!asked) redirect(303, again);
	return { ...asked, next, again, form: await superValidate(zod4(mailedCodeSchema)) };
}

export const actions = {
	verify: formAction(mailedCodeSchema, async ({ code }, event) => {
		const asked = askedCode(event.cookies, 'sign_in');
		if (!asked) throw new DomainError('code_wrong', 422, { field: 'code' });
		await passCode(event, { identifier: asked.identifier, code, purpose: 'sign_in' });
		forgetAskedCode(event.cookies, 'sign_in');
		redirect(303, nextPath(event.url));
	}),
	resend: (event) => resendCode(event, 'sign_in')
};
