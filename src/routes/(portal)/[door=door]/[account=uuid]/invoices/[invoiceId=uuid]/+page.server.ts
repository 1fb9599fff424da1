import { isOpen, type InvoiceSummary } from '#lib/billing/invoice.ts';
import { findPixAccount, getInvoice } from '#lib/billing/invoices.server.ts';
import { pixBrCode } from '#lib/billing/pix.ts';
import { qrCodeSvg } from '#lib/billing/qr-code.ts';
import { may, requirePermission } from '#lib/portal/permission.ts';
import type { Db } from '#lib/server/db.ts';

export async function load({ depends, locals, params, parent }) {
	depends('live:invoices', 'live:payments');
	const { account } = await parent();
	requirePermission(account, 'portal.invoices.read');
	const resellerId = account.reseller.id;
	const invoice = await getInvoice(locals.db, resellerId, account.client.id, params.invoiceId);
	const pays = may(account, 'portal.invoices.pay') && isOpen(invoice);
	return { invoice, pix: pays ? await pixOf(locals.db, resellerId, invoice) : null };
}

/** How what is still open can be paid by Pix; without a code when the reseller has no usable key. */
async function pixOf(db: Db, resellerId: string, invoice: InvoiceSummary) {
	const account = await findPixAccount(db, resellerId);
	const code =
		account && pixBrCode({ ...account, amountCents: invoice.openCents, txid: invoice.pixTxid });
	return { code, qrCode: code && (await qrCodeSvg(code)) };
}
