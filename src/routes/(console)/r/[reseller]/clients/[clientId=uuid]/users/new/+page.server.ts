import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { getClientSummary } from '#lib/clients/clients.server.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { newUuid } from '#lib/format/uuid.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import { inviteUserSchema } from '#lib/users/user-schema.ts';
import { getPermissionMatrix, inviteUser } from '#lib/users/users.server.ts';

export async function load({ locals, params, parent }) {
	const { account } = await parent();
	if (!account.permissions.includes('users.manage')) throw new DomainError('not_permitted', 403);
	const [client, matrix, form] = await Promise.all([
		getClientSummary(locals.db, account.reseller.id, params.clientId),
		getPermissionMatrix(locals.db),
		superValidate(
			{ id: newUuid(), level: '6', seesPhones: account.sees_phones, locale: getLocale() },
			zod4(inviteUserSchema),
			{ errors: false }
		)
	]);
	return { client, matrix, form };
}

export const actions = {
	default: formAction(inviteUserSchema, async (invitation, { locals, params }) => {
		await inviteUser(locals.db, params.clientId ?? '', invitation);
		redirect(303, `/r/${params.reseller}/clients/${params.clientId}/users`);
	})
};
