import { m } from '#lib/paraglide/messages.js';
import type { Db } from '#lib/server/db.ts';
import { byteOrderMark, csvLine } from '#lib/spreadsheet/csv.ts';
import { xlsxContentType } from '#lib/spreadsheet/workbook.ts';
import { writeWorkbook } from '#lib/spreadsheet/write-workbook.server.ts';
import { columnLabel } from './column-label.ts';
import type { ClientImport, ImportOutcome, ImportRow } from './import.ts';
import { listImportRows } from './imports.server.ts';
import { outcomeName, rowReasons } from './row-words.ts';
import type { SheetFile } from './template.server.ts';

interface ReportChoice {
	format: 'csv' | 'xlsx';
	/** Only rows of this outcome; null: all. */
	show: ImportOutcome | null;
}

const rowsPerRead = 2000;
const shownColumns = ['name', 'trade_name', 'document', 'email', 'phones', 'city', 'state'];

/**
 * Line, outcome, reasons and what the row is found by. Text is text in both formats: what looks like a formula is none.
 * @throws DomainError import_not_yours (403)
 */
export async function importReport(
	db: Db,
	one: ClientImport,
	{ format, show }: ReportChoice
): Promise<SheetFile> {
	const isPlanned = one.state === 'checked';
	const pages = rowsOf(db, one.id, show);
	// Refusals come before the file begins.
	const first = await pages.next();
	const chunks = async function* () {
		if (!first.done) yield first.value;
		yield* pages;
	};
	const cells = (row: ImportRow) => [
		String(row.position),
		outcomeName(row.outcome, isPlanned),
		rowReasons(row).join(' '),
		...shownColumns.map((column) => shown(row.fields?.[column]))
	];
	const header = [
		m.imports_line(),
		m.imports_outcome(),
		m.imports_reason(),
		...shownColumns.map(columnLabel)
	];
	if (format === 'csv')
		return { body: csvOf(header, chunks(), cells), contentType: 'text/csv; charset=utf-8' };
	const columns = header.map((text, at) => ({
		header: text,
		kind: at === 0 ? ('number' as const) : ('text' as const),
		...(at === 2 && { width: 60 })
	}));
	const rows = async function* () {
		for await (const page of chunks())
			yield page.map((row) => {
				const [, ...texts] = cells(row);
				return [row.position, ...texts];
			});
	};
	return {
		body: writeWorkbook({ sheetName: m.imports_report_file(), columns }, rows()),
		contentType: xlsxContentType
	};
}

async function* rowsOf(
	db: Db,
	id: string,
	show: ImportOutcome | null
): AsyncGenerator<ImportRow[], void> {
	let after: number | null = 0;
	while (after !== null) {
		const page = await listImportRows(db, id, {
			outcomes: show ? [show] : undefined,
			after,
			pageSize: rowsPerRead
		});
		yield page.rows;
		after = page.next;
	}
}

function csvOf(
	header: string[],
	pages: AsyncGenerator<ImportRow[], void>,
	cells: (row: ImportRow) => string[]
): ReadableStream<Uint8Array> {
	const encoder = new TextEncoder();
	let head = byteOrderMark + csvLine(header);
	return new ReadableStream({
		async pull(controller) {
			const page = await pages.next();
			const text = head + (page.value ?? []).map((row) => csvLine(cells(row))).join('');
			head = '';
			if (text) controller.enqueue(encoder.encode(text));
			if (page.done) controller.close();
		},
		async cancel() {
			await pages.return();
		}
	});
}

function shown(value: unknown): string {
	if (Array.isArray(value)) return value.join(', ');
	return value === undefined || value === null ? '' : String(value);
}
