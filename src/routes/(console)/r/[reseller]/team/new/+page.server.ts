import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { DomainError } from '#lib/errors/domain-error.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { newUuid } from '#lib/format/uuid.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import { inviteMemberSchema } from '#lib/users/user-schema.ts';
import { rolesToGive } from '#lib/users/user.ts';
import { inviteMember } from '#lib/users/users.server.ts';

export async function load({ parent }) {
	const { account } = await parent();
	const { permissions } = account;
	if (!permissions.includes('team.manage')) throw new DomainError('not_permitted', 403);
	const form = await superValidate(
		{ id: newUuid(), role: 'viewer', seesPhones: account.sees_phones, locale: getLocale() },
		zod4(inviteMemberSchema),
		{ errors: false }
	);
	return { form, roles: rolesToGive(permissions) };
}

export const actions = {
	default: formAction(inviteMemberSchema, async (invitation, { locals, params }) => {
		await inviteMember(locals.db, invitation);
		redirect(303, `/r/${params.reseller}/team`);
	})
};
