import { unwrap } from '#lib/errors/database-error.ts';
import { camelKeys } from '#lib/format/camel-keys.ts';
import type { Db } from '#lib/server/db.ts';
import {
	asFilter,
	writeListCursor,
	type ListedInvoice,
	type ListFilter,
	type ListSums
} from './invoice-list.ts';

const pageSize = 50;

export interface ListPage {
	invoices: ListedInvoice[];
	/** Cursor of the next page; null on the last one. */
	next: string | null;
}

/** A page of all invoices of the acting reseller, the latest due first. @throws DomainError invoice_filter_invalid (422) */
export async function listAllInvoices(
	db: Db,
	filter: ListFilter,
	after: { due_on: string; id: string } | null
): Promise<ListPage> {
	const rows = camelKeys(
		unwrap(
			await db.rpc('list_invoices', {
				filter: asFilter(filter),
				page_size: pageSize + 1,
				...(after && { after })
			})
		)
	) as ListedInvoice[];
	const invoices = rows.slice(0, pageSize);
	const last = rows.length > pageSize ? invoices.at(-1) : undefined;
	return { invoices, next: last ? writeListCursor(last) : null };
}

/** How many the filter lets through, and what they come to. */
export async function sumInvoices(db: Db, filter: ListFilter): Promise<ListSums> {
	return camelKeys(unwrap(await db.rpc('sum_invoices', { filter: asFilter(filter) }))) as ListSums;
}
