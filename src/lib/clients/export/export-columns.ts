import { formatDocument } from '#lib/format/documents.ts';
import { formatPhone } from '#lib/format/phone.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Cell, Column } from '#lib/spreadsheet/workbook.ts';
import type { ClientStatus } from '../client.ts';
import { columnNames } from '../list/column-names.ts';

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

/** The ten columns of the list as it opens, then how to reach the client; headers in the language of the request. */
export function exportColumns(): Column[] {
	return [
		{ header: columnNames.number(), kind: 'number' },
		{ header: columnNames.trade_name(), kind: 'text', width: 32 },
		{ header: columnNames.name(), kind: 'text', width: 36 },
		{ header: columnNames.plan(), kind: 'text', width: 22 },
		{ header: columnNames.status(), kind: 'text', width: 12 },
		{ header: columnNames.sessions(), kind: 'number', width: 18 },
		{ header: columnNames.suspended(), kind: 'boolean', width: 12 },
		{ header: columnNames.due(), kind: 'date', width: 14 },
		{ header: columnNames.last_paid(), kind: 'date', width: 20 },
		{ header: columnNames.created(), kind: 'instant', width: 18 },
		{ header: columnNames.document(), kind: 'text', width: 20 },
		{ header: columnNames.email(), kind: 'text', width: 30 },
		{ header: columnNames.phone(), kind: 'text', width: 20 }
	];
}

/** Turns clients into cells, with the words of the request's language: later ones know no request. */
export function exportCells(): (client: ExportedClient) => Cell[] {
	const statuses: Record<ClientStatus, string> = {
		active: m.clients_status_active(),
		inactive: m.clients_status_inactive(),
		archived: m.clients_status_archived()
	};
	return ([
		number,
		tradeName,
		name,
		planName,
		status,
		sessionsLeft,
		isSuspended,
		dueOn,
		lastPaidOn,
		createdAt,
		document,
		email,
		phones
	]) => [
		number,
		tradeName,
		name,
		planName,
		statuses[status],
		sessionsLeft,
		isSuspended,
		dueOn,
		lastPaidOn,
		createdAt,
		document && formatDocument(document),
		email,
		phones && phones.split(', ').map(formatPhone).join(', ')
	];
}
