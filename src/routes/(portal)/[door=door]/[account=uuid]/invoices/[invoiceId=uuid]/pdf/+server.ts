import { findClientAccount } from '#lib/accounts/accounts.server.ts';
import { payPath } from '#lib/billing/billing-paths.ts';
import { findPixAccount, getInvoice } from '#lib/billing/invoices.server.ts';
import { paperOfInvoice } from '#lib/billing/paper/paper-of-invoice.ts';
import { paperResponse } from '#lib/billing/paper/paper-response.server.ts';
import { payablePix } from '#lib/billing/payable-code.server.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import { may, requirePermission } from '#lib/portal/permission.ts';

/** The PDF of one's own invoice; with ways to pay it only for whoever may. @throws DomainError invoice_not_found (404), not_permitted (403) */
export async function GET({ locals, params, url }) {
	const account = await findClientAccount(locals.db);
	if (!account) throw new DomainError('account_not_found', 404);
	requirePermission(account, 'portal.invoices.read');
	const pays = may(account, 'portal.invoices.pay');
	const [invoice, pixAccount] = await Promise.all([
		getInvoice(locals.db, account.client.id, params.invoiceId),
		pays ? findPixAccount(locals.db, account.reseller.id) : null
	]);
	const pix = pays ? await payablePix(invoice, pixAccount, invoice.charge) : null;
	const paper = paperOfInvoice(invoice, {
		onDate: account.today,
		pixCode: pix?.code ?? null,
		payUrl: pays ? url.origin + payPath(invoice.payToken) : null
	});
	return paperResponse(paper, getLocale());
}
