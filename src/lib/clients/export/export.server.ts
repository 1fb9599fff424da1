import { Worker } from 'node:worker_threads';
import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Json } from '#lib/server/database.types.ts';
import type { Db } from '#lib/server/db.ts';
import type { RestAccess } from '#lib/server/rest-access.ts';
import { readWorker } from '#lib/spreadsheet/worker-stream.server.ts';
import type { ClientFilter, Sort } from '../list/filter.ts';
import { exportColumns, statusWords } from './export-columns.ts';
import type { ExportJob } from './export.worker.ts';
import type { ClientExport } from './export.ts';

interface ExportRequest {
	/** From whoever asks, who may then follow and cancel it. */
	id: string;
	filter: ClientFilter;
	sort: Sort;
	isDescending: boolean;
	/** The reseller's. */
	timeZone: string;
	/** As which its parts are read. */
	access: RestAccess;
}

export interface StartedExport {
	total: number;
	/** The XLSX file, written as it is read. Whoever stops reading cancels the export; so does a failure. */
	body: ReadableStream<Uint8Array>;
}

const clientsPerPart = 1000;
const memory = { maxOldGenerationSizeMb: 48, maxYoungGenerationSizeMb: 8 };

/**
 * Begins an export of exactly the clients that the list shows now, in its order, and leaves an entry in the trail.
 * @throws DomainError not_permitted, no_account (403), client_filter_invalid (422)
 */
export async function exportClients(
	db: Db,
	{ id, filter, sort, isDescending, timeZone, access }: ExportRequest
): Promise<StartedExport> {
	const { total } = unwrap(
		await db.rpc('start_client_export', {
			id,
			filter: filter as Json,
			sort,
			descending: isDescending
		})
	) as unknown as ClientExport;
	const job: ExportJob = {
		plan: {
			sheetName: m.clients_title(),
			columns: exportColumns(),
			timeZone,
			booleanWords: [m.client_list_yes(), m.client_list_no()]
		},
		statuses: statusWords(),
		url: `${access.url}/rpc/read_client_export`,
		headers: access.headers,
		id,
		parts: Math.ceil(total / clientsPerPart)
	};
	const worker = new Worker(new URL('./export.worker.ts', import.meta.url), {
		workerData: job,
		resourceLimits: memory
	});
	return { total, body: readWorker(worker, () => cancelQuietly(db, id)) };
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

/** Whoever asked has gone: there is nobody to tell. */
async function cancelQuietly(db: Db, id: string): Promise<void> {
	try {
		await cancelExport(db, id);
	} catch (error) {
		console.warn('export of clients not canceled:', error);
	}
}
