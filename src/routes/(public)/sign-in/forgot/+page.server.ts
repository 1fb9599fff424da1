import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { formAction } from '#lib/forms/form-action.server.ts';
import { rememberAskedCode } from '#lib/sign-in/asked-code.server.ts';
import { nextPath, withNext } from '#lib/sign-in/next-path.ts';
import { identifierSchema } from '#lib/sign-in/sign-in-schema.ts';
import { requestCode } from '#lib/sign-in/sign-in.server.ts';

export async function load({ url }) {
	return {
		back: withNext(resolve('/sign-in'), nextPath(url)),
		form: await superValidate(zod4(identifierSchema))
	};
}

export const actions = {
	default: formAction(identifierSchema, async ({ identifier }, event) => {
		await requestCode(event, { identifier, purpose: 'recovery' });
		rememberAskedCode(event.cookies, 'recovery', identifier);
		redirect(303, withNext(resolve('/sign-in/forgot/code'), nextPath(event.url)));
	})
};
