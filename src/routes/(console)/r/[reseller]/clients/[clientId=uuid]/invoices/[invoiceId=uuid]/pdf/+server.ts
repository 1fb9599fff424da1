import { requireCurrentAccount } from '#lib/accounts/accounts.server.ts';
import { payPath } from '#lib/billing/billing-paths.ts';
import { findPixAccount, getInvoice } from '#lib/billing/invoices.server.ts';
import { paperOfInvoice } from '#lib/billing/paper/paper-of-invoice.ts';
import { paperResponse } from '#lib/billing/paper/paper-response.server.ts';
import { payablePix } from '#lib/billing/payable-code.server.ts';

/** The PDF of an invoice, in the language of whoever is billed. @throws DomainError invoice_not_found (404) */
export async function GET({ locals, params, url }) {
	const account = await requireCurrentAccount(locals.db);
	const [invoice, pixAccount] = await Promise.all([
		getInvoice(locals.db, params.clientId, params.invoiceId),
		findPixAccount(locals.db, account.reseller.id)
	]);
	const pix = await payablePix(invoice, pixAccount, invoice.charge);
	const paper = paperOfInvoice(invoice, {
		onDate: account.today,
		pixCode: pix?.code ?? null,
		payUrl: url.origin + payPath(invoice.payToken)
	});
	return paperResponse(paper, invoice.billTo.locale);
}
