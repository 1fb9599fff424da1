import { listInvoices, listSubscriptions } from '#lib/billing/invoices.server.ts';
import { pay, paymentForm } from '#lib/billing/payment-form.server.ts';
import { getClient, listPhones } from '#lib/clients/clients.server.ts';
import { clientDependency } from '#lib/clients/follow-client.ts';

export async function load({ depends, locals, params, parent }) {
	depends(clientDependency(params.clientId));
	const { account } = await parent();
	const resellerId = account.reseller.id;
	const [client, phones, subscriptions, invoices, payment] = await Promise.all([
		getClient(locals.db, resellerId, params.clientId),
		listPhones(locals.db, resellerId, params.clientId),
		listSubscriptions(locals.db, resellerId, params.clientId),
		listInvoices(locals.db, resellerId, params.clientId),
		paymentForm()
	]);
	return { client, phones, subscriptions, invoices, payment };
}

export const actions = { pay };
