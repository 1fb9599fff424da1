import { changeCredit, getCredit } from '#lib/billing/credit.server.ts';
import { readInvoiceCursor } from '#lib/billing/invoice-cursor.ts';
import { readInvoiceGroup, statusesIn } from '#lib/billing/invoice-filter.ts';
import { listInvoicePage } from '#lib/billing/invoice-page.server.ts';
import { clientDependency } from '#lib/clients/follow-client.ts';

export async function load({ depends, locals, params, parent, url }) {
	depends(clientDependency(params.clientId));
	const { account } = await parent();
	const after = readInvoiceCursor(url.searchParams.get('after'));
	const group = readInvoiceGroup(url.searchParams.get('status'));
	const of = { resellerId: account.reseller.id, clientId: params.clientId };
	const [page, credit] = await Promise.all([
		listInvoicePage(locals.db, of, { after, statuses: statusesIn(group) }),
		getCredit(locals.db, of.clientId)
	]);
	return { ...page, credit, group, isFirstPage: after === null };
}

export const actions = { credit: changeCredit };
