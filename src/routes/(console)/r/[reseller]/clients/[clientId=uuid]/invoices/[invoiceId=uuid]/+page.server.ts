import { isOpen, type InvoiceSummary } from '#lib/billing/invoice.ts';
import { findPixAccount, getInvoice } from '#lib/billing/invoices.server.ts';
import { pay, paymentForm } from '#lib/billing/payment-form.server.ts';
import { pixBrCode } from '#lib/billing/pix.ts';
import { qrCodeSvg } from '#lib/billing/qr-code.ts';
import { getClient } from '#lib/clients/clients.server.ts';
import { clientDependency } from '#lib/clients/follow-client.ts';
import type { Db } from '#lib/server/db.ts';

export async function load({ depends, locals, params, parent }) {
	depends(clientDependency(params.clientId));
	const { account } = await parent();
	const resellerId = account.reseller.id;
	const [client, invoice, payment] = await Promise.all([
		getClient(locals.db, resellerId, params.clientId),
		getInvoice(locals.db, resellerId, params.clientId, params.invoiceId),
		paymentForm()
	]);
	return { client, invoice, payment, pix: await pixOf(locals.db, resellerId, invoice) };
}

export const actions = { pay };

/** How what is still open can be paid by Pix. Null: nothing to pay; without a code: the reseller has no (usable) key. */
async function pixOf(db: Db, resellerId: string, invoice: InvoiceSummary) {
	if (!isOpen(invoice)) return null;
	const account = await findPixAccount(db, resellerId);
	const code =
		account && pixBrCode({ ...account, amountCents: invoice.openCents, txid: invoice.pixTxid });
	return { code, qrCode: code && (await qrCodeSvg(code)) };
}
