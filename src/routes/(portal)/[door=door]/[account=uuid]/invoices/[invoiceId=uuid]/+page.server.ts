import { findPixAccount, getInvoice } from '#lib/billing/invoices.server.ts';
import { payablePix } from '#lib/billing/payable-code.server.ts';
import { may, requirePermission } from '#lib/portal/permission.ts';

export async function load({ depends, locals, params, parent }) {
	depends('live:invoices', 'live:payments');
	const { account } = await parent();
	requirePermission(account, 'portal.invoices.read');
	const pays = may(account, 'portal.invoices.pay');
	const [invoice, pixAccount] = await Promise.all([
		getInvoice(locals.db, account.client.id, params.invoiceId),
		pays ? findPixAccount(locals.db, account.reseller.id) : null
	]);
	// Whoever may only read gets neither code nor boleto, and no link that would show them.
	const { charge, payToken, ...shown } = invoice;
	return {
		invoice: { ...shown, payToken: pays ? payToken : '', charge: pays ? charge : null },
		pix: pays ? await payablePix(invoice, pixAccount, charge) : null
	};
}
