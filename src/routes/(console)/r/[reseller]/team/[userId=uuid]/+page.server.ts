import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { formAction } from '#lib/forms/form-action.server.ts';
import { m } from '#lib/paraglide/messages.js';
import { leaveAction, revokeAction, userActions } from '#lib/users/user-actions.server.ts';
import { memberSchema } from '#lib/users/user-schema.ts';
import { rightsOver, rolesToGive } from '#lib/users/user.ts';
import { changeUser, getUser } from '#lib/users/users.server.ts';

export async function load({ depends, locals, params, parent }) {
	depends('live:memberships', 'live:invitations');
	const { account } = await parent();
	const user = await getUser(locals.db, account.reseller.id, null, params.userId);
	const { name, role, seesPhones } = user;
	return {
		user,
		rights: rightsOver(user, account),
		roles: rolesToGive(account.permissions),
		form: await superValidate({ name, role: role ?? 'viewer', seesPhones }, zod4(memberSchema))
	};
}

export const actions = {
	...userActions,
	revoke: revokeAction(({ reseller }) => `/r/${reseller}/team`),
	leave: leaveAction,
	save: formAction(memberSchema, async (changes, { locals, params }) => {
		await changeUser(locals.db, params.userId ?? '', changes);
		return m.users_saved();
	})
};
