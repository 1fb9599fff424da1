import { fail } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { z } from 'zod';
import { profileSchema } from '#lib/accounts/profile-schema.ts';
import { getProfile, saveProfile } from '#lib/accounts/profile.server.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { errorText } from '#lib/errors/error-text.server.ts';
import { formatDocument } from '#lib/format/documents.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { m } from '#lib/paraglide/messages.js';
import { sendToSignIn } from '#lib/sign-in/send-to-sign-in.server.ts';
import { listSessions, revokeOtherSessions, revokeSession } from '#lib/sign-in/sessions.server.ts';
import { changePasswordSchema } from '#lib/sign-in/sign-in-schema.ts';
import { isPasswordOf, setPassword } from '#lib/sign-in/sign-in.server.ts';

export async function load({ locals, url }) {
	await sendToSignIn({ locals, url });
	const [profile, sessions] = await Promise.all([getProfile(locals.db), listSessions(locals.db)]);
	const { name, cpf } = profile;
	return {
		email: profile.email,
		sessions,
		profileForm: await superValidate(
			{ name, cpf: cpf ? formatDocument(cpf) : '' },
			zod4(profileSchema),
			{ errors: false }
		),
		passwordForm: await superValidate(zod4(changePasswordSchema))
	};
}

export const actions = {
	profile: formAction(profileSchema, async ({ name, cpf }, { locals }) => {
		await saveProfile(locals.db, { name, cpf: cpf || null });
		return m.accounts_profile_saved();
	}),
	password: formAction(changePasswordSchema, async ({ current, password }, event) => {
		const { email } = await getProfile(event.locals.db);
		if (!(await isPasswordOf(event, { identifier: email, password: current })))
			throw new DomainError('password_current_wrong', 422, { field: 'current' });
		await setPassword(event.locals.db, password);
		return m.accounts_password_saved();
	}),
	revoke: async ({ locals, request }) => {
		const id = z.uuid().safeParse((await request.formData()).get('id'));
		return refusable(async () => {
			if (id.success) await revokeSession(locals.db, id.data);
		});
	},
	revokeOthers: ({ locals }) => refusable(() => revokeOtherSessions(locals.db))
};

async function refusable(work: () => Promise<void>) {
	try {
		await work();
		return { refusal: null };
	} catch (error) {
		if (!(error instanceof DomainError)) throw error;
		return fail(error.status, { refusal: errorText(error) });
	}
}
