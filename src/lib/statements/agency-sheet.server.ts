import { m } from '#lib/paraglide/messages.js';
import { byteOrderMark, csvLine, type Cell as CsvCell } from '#lib/spreadsheet/csv.ts';
import { xlsxContentType, type Cell, type Column } from '#lib/spreadsheet/workbook.ts';
import { writeWorkbook } from '#lib/spreadsheet/write-workbook.server.ts';
import type { AgencyClient } from './agency-statement.ts';

export interface SheetFile {
	body: string | ReadableStream<Uint8Array>;
	contentType: string;
}

/** The lines of a statement, one by one, with the client that each is for. Amounts in reais. */
export function agencySheet(clients: readonly AgencyClient[], format: 'csv' | 'xlsx'): SheetFile {
	const columns = sheetColumns();
	const rows = clients.flatMap(rowsOf);
	if (format === 'csv') {
		const header = csvLine(columns.map(({ header: text }) => text));
		const lines = rows.map((row) =>
			csvLine(row.map((cell, at) => csvCellOf(cell, columns[at]?.kind === 'money')))
		);
		return {
			body: byteOrderMark + header + lines.join(''),
			contentType: 'text/csv; charset=utf-8'
		};
	}
	const batches = async function* () {
		yield rows;
	};
	return {
		body: writeWorkbook({ sheetName: m.agency_sheet(), columns }, batches()),
		contentType: xlsxContentType
	};
}

function sheetColumns(): Column[] {
	return [
		{ header: m.agency_column_client_number(), kind: 'number' },
		{ header: m.agency_column_client(), kind: 'text', width: 36 },
		{ header: m.agency_column_document(), kind: 'text', width: 20 },
		{ header: m.agency_column_kind(), kind: 'text' },
		{ header: m.agency_column_invoice(), kind: 'number' },
		{ header: m.agency_column_description(), kind: 'text', width: 36 },
		{ header: m.agency_column_issued(), kind: 'date' },
		{ header: m.agency_column_due(), kind: 'date' },
		{ header: m.agency_column_amount(), kind: 'money' },
		{ header: m.agency_column_cost(), kind: 'money' },
		{ header: m.agency_column_margin(), kind: 'money' }
	];
}

function rowsOf({ number, name, document, lines }: AgencyClient): Cell[][] {
	return lines.map((line) => [
		number,
		name,
		document,
		line.kind === 'correction' ? m.agency_correction() : m.agency_invoice(),
		line.number,
		line.description,
		line.issued_on,
		line.due_on,
		line.amount_cents,
		line.cost_cents,
		line.amount_cents - line.cost_cents
	]);
}

function csvCellOf(cell: Cell, isMoney: boolean): CsvCell {
	if (typeof cell === 'number' && isMoney) return { cents: cell };
	return typeof cell === 'boolean' ? String(cell) : cell;
}
