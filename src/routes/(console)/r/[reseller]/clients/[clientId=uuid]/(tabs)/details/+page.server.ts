import { listPhones } from '#lib/clients/clients.server.ts';
import { clientDependency } from '#lib/clients/follow-client.ts';
import { getClientRecord } from '#lib/clients/page/client-page.server.ts';

export async function load({ depends, locals, params, parent }) {
	depends(clientDependency(params.clientId));
	const { account } = await parent();
	const [record, phones] = await Promise.all([
		getClientRecord(locals.db, account.reseller.id, params.clientId),
		listPhones(locals.db, account.reseller.id, params.clientId)
	]);
	return { record, phones };
}
