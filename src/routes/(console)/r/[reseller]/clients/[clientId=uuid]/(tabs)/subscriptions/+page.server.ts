import { listSubscriptions } from '#lib/billing/invoices.server.ts';
import { clientDependency } from '#lib/clients/follow-client.ts';

export async function load({ depends, locals, params, parent }) {
	depends(clientDependency(params.clientId));
	const { account } = await parent();
	return {
		subscriptions: await listSubscriptions(locals.db, account.reseller.id, params.clientId)
	};
}
