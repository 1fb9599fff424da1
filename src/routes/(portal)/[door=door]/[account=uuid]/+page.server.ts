import { listAgreements } from '#lib/portal/agreements.server.ts';
import { listInvoices } from '#lib/billing/invoices.server.ts';
import { may } from '#lib/portal/permission.ts';

export async function load({ depends, locals, parent }) {
	depends('live:invoices', 'live:payments', 'live:subscriptions');
	const { account } = await parent();
	const [resellerId, clientId] = [account.reseller.id, account.client.id];
	const [agreements, invoices] = await Promise.all([
		listAgreements(locals.db, { resellerId, clientId }),
		may(account, 'portal.invoices.read') ? listInvoices(locals.db, resellerId, clientId) : null
	]);
	return { agreements, invoices };
}
