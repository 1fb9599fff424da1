import { readInvoiceCursor } from '#lib/billing/invoice-cursor.ts';
import { listInvoicePage } from '#lib/billing/invoice-page.server.ts';
import { requirePermission } from '#lib/portal/permission.ts';

export async function load({ depends, locals, parent, url }) {
	depends('live:invoices', 'live:payments');
	const { account } = await parent();
	requirePermission(account, 'portal.invoices.read');
	const after = readInvoiceCursor(url.searchParams.get('after'));
	const of = { resellerId: account.reseller.id, clientId: account.client.id };
	return { ...(await listInvoicePage(locals.db, of, { after })), isFirstPage: after === null };
}
