import { unwrap } from '#lib/errors/database-error.ts';
import { camelKeys } from '#lib/format/camel-keys.ts';
import { formatDocument } from '#lib/format/documents.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Db } from '#lib/server/db.ts';
import type { Cell, Column } from '#lib/spreadsheet/workbook.ts';
import { writeWorkbook } from '#lib/spreadsheet/write-workbook.server.ts';
import { asFilter, type ListedInvoice, type ListFilter } from './invoice-list.ts';
import { invoiceMethodText, invoiceStatusText } from './status-text.ts';

const batchSize = 1000;

/**
 * The invoices of a filter as an XLSX file, by number: none can move in that order while it is being read. Leaves an entry in
 * the trail before the first row.
 * @returns bytes, written while they are read
 */
export async function exportInvoices(
	db: Db,
	filter: ListFilter
): Promise<ReadableStream<Uint8Array>> {
	unwrap(await db.rpc('note_invoice_export', { filter: asFilter(filter) }));
	// Before the stream: its words are those of this request.
	const cells = cellsIn();
	return writeWorkbook({ sheetName: m.billing_invoices(), columns: columns() }, rows());

	async function* rows(): AsyncGenerator<Cell[][]> {
		let last: number | null = null;
		for (;;) {
			const batch: ListedInvoice[] = await read(db, filter, last);
			if (batch.length > 0) yield batch.map(cells);
			if (batch.length < batchSize) return;
			last = batch.at(-1)?.number ?? null;
		}
	}
}

async function read(db: Db, filter: ListFilter, last: number | null): Promise<ListedInvoice[]> {
	return camelKeys(
		unwrap(
			await db.rpc('list_invoices', {
				filter: asFilter(filter),
				page_size: batchSize,
				by_number: true,
				...(last !== null && { after: { number: last } })
			})
		)
	) as ListedInvoice[];
}

function columns(): Column[] {
	return [
		{ header: m.billing_column_number(), kind: 'number' },
		{ header: m.invoices_column_client_number(), kind: 'number' },
		{ header: m.invoices_column_client(), kind: 'text', width: 36 },
		{ header: m.invoices_column_document(), kind: 'text', width: 20 },
		{ header: m.billing_column_status(), kind: 'text', width: 22 },
		{ header: m.billing_method(), kind: 'text', width: 16 },
		{ header: m.billing_issued_on(), kind: 'date', width: 14 },
		{ header: m.billing_due_on(), kind: 'date', width: 14 },
		{ header: m.invoices_column_paid_on(), kind: 'date', width: 14 },
		{ header: m.billing_total(), kind: 'money', width: 14 },
		{ header: m.invoices_late(), kind: 'money', width: 14 },
		{ header: m.billing_paid_so_far(), kind: 'money', width: 14 },
		{ header: m.invoices_given_back(), kind: 'money', width: 14 },
		{ header: m.billing_open(), kind: 'money', width: 14 }
	];
}

/** Bound to the language of the request, which the stream outlives. */
function cellsIn(): (invoice: ListedInvoice) => Cell[] {
	const status = memo(invoiceStatusText);
	const method = memo(invoiceMethodText);
	for (const one of ['awaiting', 'partial', 'overdue', 'rejected'] as const) status(one);
	for (const one of ['paid', 'refunded', 'disputed', 'canceled'] as const) status(one);
	for (const one of ['pix', 'boleto', 'card', null] as const) method(one);
	return (invoice) => [
		...[invoice.number, invoice.clientNumber, invoice.clientName],
		invoice.clientDocument && formatDocument(invoice.clientDocument),
		...[status(invoice.status), method(invoice.method)],
		...[invoice.issuedOn, invoice.dueOn, invoice.paidOn],
		...[invoice.totalCents, invoice.chargesCents, invoice.paidCents],
		...[invoice.refundedCents, invoice.openCents]
	];
}

function memo<Key, Text>(of: (key: Key) => Text): (key: Key) => Text {
	const known = new Map<Key, Text>();
	return (key) => {
		if (!known.has(key)) known.set(key, of(key));
		return known.get(key) as Text;
	};
}
