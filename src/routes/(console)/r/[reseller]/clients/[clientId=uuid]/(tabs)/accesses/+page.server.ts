import { clientDependency } from '#lib/clients/follow-client.ts';
import { endAction } from '#lib/impersonations/impersonation-actions.server.ts';
import { secondsLeft } from '#lib/impersonations/impersonation.ts';
import { listAccesses, listOpenImpersonations } from '#lib/impersonations/impersonations.server.ts';

export async function load({ depends, locals, params, parent, url }) {
	depends(clientDependency(params.clientId));
	const { account } = await parent();
	const resellerId = account.reseller.id;
	const [page, open] = await Promise.all([
		listAccesses(locals.db, resellerId, params.clientId, url.searchParams.get('after')),
		listOpenImpersonations(locals.db, resellerId, params.clientId)
	]);
	const now = new Date();
	return {
		next: page.next,
		accesses: page.accesses.map((one) => ({ ...one, seconds: secondsLeft(one, now) })),
		open: open.map((one) => ({ ...one, seconds: secondsLeft(one, now) }))
	};
}

export const actions = { end: endAction };
