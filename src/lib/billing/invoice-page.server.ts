import { unwrap } from '#lib/errors/database-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { InvoiceStatus, InvoiceSummary } from './invoice.ts';
import { invoiceColumns } from './invoices.server.ts';
import { writeInvoiceCursor, type InvoiceCursor } from './invoice-cursor.ts';

const usualSize = 24;

export interface InvoicePage {
	invoices: InvoiceSummary[];
	/** Cursor of the next page; null on the last one. */
	next: string | null;
}

interface Wanted {
	after?: InvoiceCursor | null;
	/** Only these; absent or empty: all. */
	statuses?: readonly InvoiceStatus[];
	size?: number;
}

/** One page of a client's invoices, the latest due first. */
export async function listInvoicePage(
	db: Db,
	{ resellerId, clientId }: { resellerId: string; clientId: string },
	{ after = null, statuses = [], size = usualSize }: Wanted = {}
): Promise<InvoicePage> {
	let query = db
		.from('invoice_list')
		.select(invoiceColumns)
		.eq('reseller_id', resellerId)
		.eq('client_id', clientId);
	if (statuses.length > 0) query = query.in('status', statuses);
	if (after)
		query = query
			.lte('due_on', after.dueOn)
			.or(`due_on.lt.${after.dueOn},and(due_on.eq.${after.dueOn},id.lt.${after.id})`);
	const rows = unwrap(
		await query
			.order('due_on', { ascending: false })
			.order('id', { ascending: false })
			.limit(size + 1)
			.overrideTypes<InvoiceSummary[], { merge: false }>()
	);
	const invoices = rows.slice(0, size);
	const last = rows.length > size ? invoices.at(-1) : undefined;
	return { invoices, next: last ? writeInvoiceCursor(last) : null };
}
