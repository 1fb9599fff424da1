import { invoiceCommands } from '#lib/billing/invoice-commands.server.ts';
import { findPixAccount, getInvoice, listPayMethods } from '#lib/billing/invoices.server.ts';
import { payablePix } from '#lib/billing/payable-code.server.ts';
import { paymentForm } from '#lib/billing/payment-form.server.ts';
import { clientDependency } from '#lib/clients/follow-client.ts';

export async function load({ depends, locals, params, parent }) {
	depends(clientDependency(params.clientId));
	const { account } = await parent();
	const [invoice, pixAccount, payMethods, payment] = await Promise.all([
		getInvoice(locals.db, params.clientId, params.invoiceId),
		findPixAccount(locals.db, account.reseller.id),
		listPayMethods(locals.db, params.clientId),
		paymentForm()
	]);
	return {
		invoice,
		payMethods,
		payment,
		pix: await payablePix(invoice, pixAccount, invoice.charge)
	};
}

export const actions = { ...invoiceCommands };
