import { listAllInvoices, sumInvoices } from '#lib/billing/invoice-list.server.ts';
import { readListCursor, readListFilter } from '#lib/billing/invoice-list.ts';

export async function load({ depends, locals, parent, url }) {
	depends('live:invoices', 'live:payments');
	await parent();
	const filter = readListFilter(url.searchParams);
	const after = readListCursor(url.searchParams.get('after'));
	const [page, sums] = await Promise.all([
		listAllInvoices(locals.db, filter, after),
		sumInvoices(locals.db, filter)
	]);
	return { ...page, sums, filter, isFirstPage: after === null };
}
