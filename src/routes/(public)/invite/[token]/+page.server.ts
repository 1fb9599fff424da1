import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { resolve } from '$app/paths';
import { homeOf } from '#lib/accounts/account.ts';
import { acceptInvitation, findInvitation } from '#lib/accounts/invitations.server.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import { withNext } from '#lib/sign-in/next-path.ts';
import { rememberRetry } from '#lib/sign-in/retry-cookie.server.ts';
import { acceptSchema, nothingSchema } from '#lib/sign-in/sign-in-schema.ts';
import {
	acceptAsNewPerson,
	getSignInState,
	requestSignInCode,
	signOut
} from '#lib/sign-in/sign-in.server.ts';

export async function load({ locals, params, setHeaders, url }) {
	// The address is a key: no other site may learn it. (`no-referrer` would make browsers send the form without an origin.)
	setHeaders({ 'referrer-policy': 'same-origin', 'cache-control': 'private, no-store' });
	const invitation = await findInvitation(locals.db, params.token);
	if (!invitation) throw new DomainError('invitation_not_found', 404);
	const state = locals.claims ? await getSignInState(locals.db) : 'signed_out';
	if (state === 'signed_out' && locals.claims) await signOut(locals.db);
	const person = state === 'signed_out' ? null : String(locals.claims?.email ?? '');
	if (person === invitation.email && state === 'needs_code')
		redirect(303, withNext(resolve('/sign-in/code'), url.pathname));
	return {
		invitation,
		person,
		signIn: withNext(resolve('/sign-in'), url.pathname),
		form: await superValidate({ name: invitation.name, password: '' }, zod4(acceptSchema), {
			errors: false
		}),
		acceptForm: await superValidate(zod4(nothingSchema))
	};
}

export const actions = {
	/** Makes the sign-in of an address that has none. */
	join: formAction(acceptSchema, async (answers, event) => {
		const locale = getLocale();
		await acceptAsNewPerson(event, { ...answers, token: event.params.token!, locale });
		if ((await getSignInState(event.locals.db)) === 'needs_code') {
			rememberRetry(event.cookies, await requestSignInCode(event.locals.db, locale));
			redirect(303, resolve('/sign-in/code'));
		}
		redirect(303, resolve('/accounts'));
	}),
	accept: formAction(nothingSchema, async (_, { locals, params }) => {
		redirect(303, homeOf(await acceptInvitation(locals.db, params.token!)));
	}),
	leave: async ({ locals, url }) => {
		await signOut(locals.db);
		redirect(303, url.pathname);
	}
};
