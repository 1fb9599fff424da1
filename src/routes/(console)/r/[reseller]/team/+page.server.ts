import { leaveAction, userActions } from '#lib/users/user-actions.server.ts';
import { listUsers } from '#lib/users/users.server.ts';

export async function load({ depends, locals, parent }) {
	depends('live:memberships', 'live:invitations');
	const { account } = await parent();
	return { users: await listUsers(locals.db, account.reseller.id, null) };
}

export const actions = { ...userActions, leave: leaveAction };
