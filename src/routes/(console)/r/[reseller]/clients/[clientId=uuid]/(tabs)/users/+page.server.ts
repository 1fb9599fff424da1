import { clientDependency } from '#lib/clients/follow-client.ts';
import { endAction } from '#lib/impersonations/impersonation-actions.server.ts';
import { secondsLeft } from '#lib/impersonations/impersonation.ts';
import { listOpenImpersonations } from '#lib/impersonations/impersonations.server.ts';
import { userActions } from '#lib/users/user-actions.server.ts';
import { listUsers } from '#lib/users/users.server.ts';

export async function load({ depends, locals, params, parent }) {
	depends(clientDependency(params.clientId));
	const { account } = await parent();
	const resellerId = account.reseller.id;
	const [users, impersonations] = await Promise.all([
		listUsers(locals.db, resellerId, params.clientId),
		listOpenImpersonations(locals.db, resellerId, params.clientId)
	]);
	const now = new Date();
	const open = impersonations.map((one) => ({ ...one, seconds: secondsLeft(one, now) }));
	return { users, open };
}

export const actions = { ...userActions, end: endAction };
