import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { getClientSummary } from '#lib/clients/clients.server.ts';
import { clientDependency } from '#lib/clients/follow-client.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { m } from '#lib/paraglide/messages.js';
import { revokeAction, userActions } from '#lib/users/user-actions.server.ts';
import { userSchema, type UserForm } from '#lib/users/user-schema.ts';
import { rightsOver } from '#lib/users/user.ts';
import { changeUser, getPermissionMatrix, getUser } from '#lib/users/users.server.ts';

export async function load({ depends, locals, params, parent }) {
	depends(clientDependency(params.clientId));
	const { account } = await parent();
	const resellerId = account.reseller.id;
	const [client, user, matrix] = await Promise.all([
		getClientSummary(locals.db, resellerId, params.clientId),
		getUser(locals.db, resellerId, params.clientId, params.userId),
		getPermissionMatrix(locals.db)
	]);
	const { name, level, seesPhones } = user;
	return {
		client,
		user,
		matrix,
		rights: rightsOver(user, account),
		form: await superValidate(
			{ name, level: String(level) as UserForm['level'], seesPhones },
			zod4(userSchema)
		)
	};
}

export const actions = {
	...userActions,
	revoke: revokeAction(({ reseller, clientId }) => `/r/${reseller}/clients/${clientId}/users`),
	save: formAction(userSchema, async ({ level, ...changes }, { locals, params }) => {
		await changeUser(locals.db, params.userId ?? '', { ...changes, level: Number(level) });
		return m.users_saved();
	})
};
