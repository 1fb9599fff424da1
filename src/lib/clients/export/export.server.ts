import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Json } from '#lib/server/database.types.ts';
import type { Db } from '#lib/server/db.ts';
import type { Cell } from '#lib/spreadsheet/workbook.ts';
import { writeWorkbook } from '#lib/spreadsheet/write-workbook.server.ts';
import type { ClientFilter, Sort } from '../list/filter.ts';
import { exportCells, exportColumns, type ExportedClient } from './export-columns.ts';
import type { ClientExport } from './export.ts';

interface ExportRequest {
	/** From whoever asks, who may then follow and cancel it. */
	id: string;
	filter: ClientFilter;
	sort: Sort;
	isDescending: boolean;
	/** The reseller's. */
	timeZone: string;
}

export interface StartedExport {
	total: number;
	/** The XLSX file, written as it is read. Whoever stops reading cancels the export. */
	body: ReadableStream<Uint8Array>;
}

/**
 * Begins an export of exactly the clients that the list shows now, in its order, and leaves an entry in the trail.
 * @throws DomainError not_permitted, impersonation_forbidden, no_account (403), client_filter_invalid (422)
 */
export async function exportClients(
	db: Db,
	{ id, filter, sort, isDescending, timeZone }: ExportRequest
): Promise<StartedExport> {
	const { total } = unwrap(
		await db.rpc('start_client_export', {
			id,
			filter: filter as Json,
			sort,
			descending: isDescending
		})
	) as unknown as ClientExport;
	const plan = {
		sheetName: m.clients_title(),
		columns: exportColumns(),
		timeZone,
		booleanWords: [m.client_list_yes(), m.client_list_no()] as const
	};
	return { total, body: writeWorkbook(plan, rowsOf(db, id, total)) };
}

/** How far an export of the acting reseller has come. @throws DomainError client_export_not_found (404) */
export async function getExport(db: Db, id: string): Promise<ClientExport> {
	const found = unwrap(
		await db.from('client_exports').select('id, state, total, done').eq('id', id).maybeSingle(),
		'or null'
	);
	if (!found) throw new DomainError('client_export_not_found', 404);
	return found as ClientExport;
}

/** @throws DomainError client_export_not_found (404) */
export async function cancelExport(db: Db, id: string): Promise<void> {
	unwrap(await db.rpc('cancel_client_export', { id }), 'or null');
}

const clientsPerPart = 1000;

async function* rowsOf(db: Db, id: string, total: number): AsyncGenerator<Cell[][], void> {
	const cells = exportCells();
	const parts = Math.ceil(total / clientsPerPart);
	let part = 0;
	try {
		for (; part < parts; part++) {
			const clients = unwrap(await db.rpc('read_client_export', { id, part }));
			yield (clients as unknown as ExportedClient[]).map(cells);
		}
	} finally {
		if (part < parts) await cancelQuietly(db, id);
	}
}

/** Whoever asked has gone, or was refused already: there is nobody to tell. */
async function cancelQuietly(db: Db, id: string): Promise<void> {
	try {
		await cancelExport(db, id);
	} catch (error) {
		console.warn('export of clients not canceled:', error);
	}
}
