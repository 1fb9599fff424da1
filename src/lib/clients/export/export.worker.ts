import { parentPort, workerData } from 'node:worker_threads';
import { offerChunks } from '#lib/spreadsheet/writer/offer-chunks.ts';
import { workbookWriter } from '#lib/spreadsheet/writer/workbook-writer.ts';
import type { WorkbookPlan } from '#lib/spreadsheet/workbook.ts';
import type { ClientStatus } from '../client.ts';
import { exportCells, type ExportedClient } from './export-cells.ts';
import { openPoster } from './post-json.ts';

/** Everything in a thread of its own: what a hundred thousand rows leave behind would stop whoever else is being served. */
export interface ExportJob {
	plan: WorkbookPlan;
	statuses: Record<ClientStatus, string>;
	/** Of the function that hands over a part, and how to ask it. */
	url: string;
	headers: Record<string, string>;
	/** Of the export. */
	id: string;
	parts: number;
}

const { plan, statuses, url, headers, id, parts } = workerData as ExportJob;
const source = openPoster(url, headers);

offerChunks(parentPort!, file());

async function* file(): AsyncGenerator<Uint8Array, void> {
	const writer = workbookWriter(plan);
	let coming = readPart(0);
	for (let part = 0; part < parts; part++) {
		const clients = await coming;
		// The next part is on its way while this one is being written.
		coming = readPart(part + 1);
		const bytes = await writer.add(clients.map((client) => exportCells(client, statuses)));
		if (bytes.byteLength > 0) yield bytes;
	}
	source.close();
	yield await writer.finish();
}

function readPart(part: number): Promise<ExportedClient[]> {
	const reading = part < parts ? source.post<ExportedClient[]>({ id, part }) : Promise.resolve([]);
	// Whoever awaits it hears of a failure; until then it is not unhandled.
	reading.catch(() => {});
	return reading;
}
