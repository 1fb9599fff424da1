import { DomainError } from '#lib/errors/domain-error.ts';
import { readSheet } from '#lib/spreadsheet/read-sheet.server.ts';
import { decodeText } from '#lib/spreadsheet/reader/decode-text.ts';
import type { SheetRow } from '#lib/spreadsheet/sheet.ts';
import { isOfx, readOfx } from './read-ofx.ts';
import { findTable, guessMapping, readSheetLines, type SheetTable } from './read-sheet-lines.ts';
import { isReadable, type SheetMapping } from './sheet-columns.ts';
import { statementBytes, statementLimits, type ReadStatement } from './statement.ts';

const samplesShown = 3;
const shownCharacters = 80;

/** A file that has to be asked about, or one that says everything itself. */
export type StatementPreview =
	{ format: 'ofx' } | { format: 'sheet'; mapping: SheetMapping; samples: string[][] };

/**
 * What kind of file it is, and for a sheet how its columns will probably be read.
 * @throws DomainError as `readSheet` does; statement_empty
 */
export async function previewStatement(bytes: Uint8Array): Promise<StatementPreview> {
	if (ofxText(bytes) !== null) return { format: 'ofx' };
	const table = await readTable(bytes);
	return {
		format: 'sheet',
		mapping: guessMapping(table),
		samples: table.header.map((_, at) =>
			table.rows
				.map(({ cells }) => (cells[at] ?? '').slice(0, shownCharacters).toWellFormed())
				.filter((text) => text.trim() !== '')
				.slice(0, samplesShown)
		)
	};
}

export interface Reading {
	/** IANA zone of the account that reads. */
	timeZone: string;
	/** How to read the columns of a sheet; absent for OFX. */
	mapping?: SheetMapping | undefined;
	/** What the person calls the account of a sheet. */
	account: string | null;
}

/**
 * The movements of a bank's file, OFX or sheet, told by what is in it.
 * @throws DomainError statement_too_large (413), statement_unreadable, statement_empty, statement_currency,
 * statement_too_many_lines, statement_columns (the mapping is not one of this file), and as `readSheet` does
 */
export async function readStatement(
	bytes: Uint8Array,
	{ timeZone, mapping, account }: Reading
): Promise<ReadStatement> {
	const text = ofxText(bytes);
	const statement =
		text === null ? await readMapped(bytes, mapping, account) : readOfx(text, timeZone);
	if (statement.lines.length + statement.unread.length === 0)
		throw new DomainError('statement_empty');
	return statement;
}

async function readMapped(
	bytes: Uint8Array,
	mapping: SheetMapping | undefined,
	account: string | null
): Promise<ReadStatement> {
	const table = await readTable(bytes);
	const isOfThisFile =
		mapping?.length === table.header.length &&
		mapping.every(({ header }, at) => header === table.header[at]);
	if (!mapping || !isOfThisFile || !isReadable(mapping)) throw new DomainError('statement_columns');
	return readSheetLines(table, mapping, account);
}

async function readTable(bytes: Uint8Array): Promise<SheetTable> {
	const sheet = await readSheet(bytes, {
		fileBytes: statementBytes,
		rows: statementLimits.lines,
		columns: 60,
		cellCharacters: 4000,
		milliseconds: 20_000
	});
	const first: SheetRow = {
		line: (sheet.rows[0]?.line ?? 2) - 1,
		cells: sheet.header,
		kinds: sheet.header.map(() => 'text')
	};
	const table = findTable([first, ...sheet.rows]);
	if (table.rows.length === 0) throw new DomainError('statement_empty');
	return table;
}

/** Null: no OFX. */
function ofxText(bytes: Uint8Array): string | null {
	if (bytes.byteLength > statementBytes) {
		throw new DomainError('statement_too_large', 413, { megabytes: statementLimits.megabytes });
	}
	// An archive or a picture: not worth decoding.
	if (bytes[0] === 0x50 && bytes[1] === 0x4b) return null;
	const isProbable = /OFX/i.test(
		new TextDecoder('latin1').decode(bytes.subarray(0, 8192)).replaceAll('\0', '')
	);
	if (!isProbable) return null;
	const { text } = decodeText(bytes);
	return isOfx(text) ? text : null;
}
