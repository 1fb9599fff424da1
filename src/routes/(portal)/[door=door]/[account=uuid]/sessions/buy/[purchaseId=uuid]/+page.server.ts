import { redirect } from '@sveltejs/kit';
import { findPixAccount, getInvoice } from '#lib/billing/invoices.server.ts';
import { payablePix } from '#lib/billing/payable-code.server.ts';
import { unwrap } from '#lib/errors/database-error.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { may, requirePermission } from '#lib/portal/permission.ts';
import type { Entrance } from '#lib/portal/portal-paths.ts';
import { chosenPurchase } from '#lib/session-packs/buy-schema.ts';
import { cancelPurchase, getPurchase } from '#lib/session-packs/purchases.server.ts';
import { portalBuySessionsPath } from '#lib/usage/session-paths.ts';

export async function load({ depends, locals, params, parent }) {
	depends('live:session_purchases', 'live:invoices', 'live:payments');
	const { account } = await parent();
	requirePermission(account, 'portal.invoices.read');
	const purchase = await getPurchase(locals.db, account.client.id, params.purchaseId);
	const pays = may(account, 'portal.invoices.pay');
	const [invoice, pixAccount, overview] = await Promise.all([
		purchase.invoiceId ? getInvoice(locals.db, account.client.id, purchase.invoiceId) : null,
		pays ? findPixAccount(locals.db, account.reseller.id) : null,
		locals.db.rpc('session_overview', { client_id: account.client.id })
	]);
	const { left } = unwrap(overview) as { left: number | null };
	return {
		purchase,
		sessionsLeft: left,
		invoice: invoice && pays ? { ...invoice, payToken: '' } : null,
		pix: invoice && pays ? await payablePix(invoice, pixAccount, invoice.charge) : null,
		mayBuy: may(account, 'portal.sessions.buy')
	};
}

export const actions = {
	cancel: formAction(chosenPurchase, async ({ id }, { locals, params }) => {
		await cancelPurchase(locals.db, id);
		redirect(303, portalBuySessionsPath(params as unknown as Entrance));
	})
};
