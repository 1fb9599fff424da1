import { m } from '#lib/paraglide/messages.js';
import type { Column } from '#lib/spreadsheet/workbook.ts';
import type { ClientStatus } from '../client.ts';
import { columnNames } from '../list/column-names.ts';

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

/** In the language of the request: the thread that writes them knows no request. */
export function statusWords(): Record<ClientStatus, string> {
	return {
		active: m.clients_status_active(),
		inactive: m.clients_status_inactive(),
		archived: m.clients_status_archived()
	};
}
