import { getClientHead, getStanding } from '#lib/clients/page/client-page.server.ts';
import { clientDependency } from '#lib/clients/follow-client.ts';

export async function load({ depends, locals, params, parent }) {
	depends(clientDependency(params.clientId));
	const { account } = await parent();
	const [client, standing] = await Promise.all([
		getClientHead(locals.db, account.reseller.id, params.clientId),
		getStanding(locals.db, params.clientId)
	]);
	return { client, standing };
}
