import { PassThrough, type Readable } from 'node:stream';
import { once } from 'node:events';
import { ZipFile } from 'yazl';
import { mostRowsPerSheet, type Cell, type WorkbookPlan } from '../workbook.ts';
import { sheetXml } from './sheet-xml.ts';
import { sheetName, sheetPath, workbookParts, type WrittenSheet } from './workbook-parts.ts';

/** XML of sheets repeats itself so much that more effort hardly makes it smaller. */
const compressionLevel = 3;
/** So much XML goes into the zip at once. */
const sliceLength = 65_536;

export interface WorkbookWriter {
	/** Takes rows, in turn. @returns the bytes of the file that are ready */
	add(rows: readonly (readonly Cell[])[]): Promise<Uint8Array>;
	/** @returns the rest of the file */
	finish(): Promise<Uint8Array>;
}

/** An XLSX file that comes out while rows go in; only what is on its way is in memory. */
export function workbookWriter(plan: WorkbookPlan): WorkbookWriter {
	const xml = sheetXml(plan);
	const rowsPerSheet = Math.min(plan.rowsPerSheet ?? mostRowsPerSheet, mostRowsPerSheet);
	const zip = new ZipFile();
	const output = zip.outputStream as Readable;
	const ready: Buffer[] = [];
	output.on('data', (chunk: Buffer) => ready.push(chunk));
	const sheets: WrittenSheet[] = [];
	let part = openSheet();

	return {
		async add(rows) {
			let slice = '';
			for (const row of rows) {
				let sheet = sheets.at(-1)!;
				if (sheet.rows > rowsPerSheet) {
					await write(slice + xml.end(sheet.rows));
					part.end();
					slice = '';
					part = openSheet();
					sheet = sheets.at(-1)!;
				}
				sheet.rows += 1;
				slice += xml.row(row, sheet.rows);
				if (slice.length < sliceLength) continue;
				await write(slice);
				slice = '';
			}
			if (slice) await write(slice);
			return take();
		},
		async finish() {
			await write(xml.end(sheets.at(-1)!.rows));
			part.end();
			for (const [path, text] of workbookParts(sheets, plan.columns.length))
				zip.addBuffer(Buffer.from(text), path);
			const ended = once(output, 'end');
			zip.end();
			await ended;
			return take();
		}
	};

	function openSheet(): PassThrough {
		const stream = new PassThrough();
		zip.addReadStream(stream, sheetPath(sheets.length), { compressionLevel });
		sheets.push({ name: sheetName(plan.sheetName, sheets.length), rows: 1 });
		stream.write(xml.start());
		return stream;
	}

	async function write(text: string) {
		if (!part.write(text)) await once(part, 'drain');
	}

	function take(): Uint8Array {
		return Buffer.concat(ready.splice(0));
	}
}
