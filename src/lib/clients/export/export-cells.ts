import { formatDocument } from '#lib/format/documents.ts';
import { formatPhone } from '#lib/format/phone.ts';
import type { Cell } from '#lib/spreadsheet/workbook.ts';
import type { ClientStatus } from '../client.ts';

/** A client as `read_client_export` hands it over; phones apart by `, `, or masked. */
export type ExportedClient = [
	number: number,
	tradeName: string | null,
	name: string,
	planName: string | null,
	status: ClientStatus,
	sessionsLeft: number | null,
	isSuspended: boolean,
	dueOn: string | null,
	lastPaidOn: string | null,
	createdAt: string,
	document: string | null,
	email: string | null,
	phones: string | null
];

/** The cells of a client, in the order of `exportColumns`. */
export function exportCells(
	client: ExportedClient,
	statuses: Record<ClientStatus, string>
): Cell[] {
	const cells: Cell[] = [...client];
	const [, , , , status, , , , , , document, , phones] = client;
	cells[4] = statuses[status];
	cells[10] = document && formatDocument(document);
	cells[12] = phones && phones.split(', ').map(formatPhone).join(', ');
	return cells;
}
