import { Readable } from 'node:stream';
import { parse, type CsvError } from 'csv-parse';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { SheetFacts, SheetRow } from '../sheet.ts';
import type { SheetLimits } from '../sheet-limits.ts';
import { decodeText } from './decode-text.ts';
import { guessDelimiter } from './guess-delimiter.ts';
import { unreadable } from './refusals.ts';
import { rowBuilder } from './row-builder.ts';

export interface CsvRows extends Pick<SheetFacts, 'encoding' | 'delimiter'> {
	/** Those that are not empty, in batches. */
	rows: AsyncGenerator<SheetRow[], void>;
}

const sliceLength = 65_536;
const batchSize = 500;
/** A quote that nobody closed would swallow the rest of the file. */
const longestRecord = 1_000_000;

export function csvRows(bytes: Uint8Array, limits: SheetLimits): CsvRows {
	const { text, encoding } = decodeText(bytes);
	if (isMarkup(text)) throw new DomainError('spreadsheet_old_format');
	const { delimiter, start } = guessDelimiter(text);
	return { encoding, delimiter, rows: rowsOf() };

	async function* rowsOf() {
		const builder = rowBuilder(limits);
		const parser = parse({
			delimiter: delimiter ?? ';',
			// A file put together from others may have all of them.
			record_delimiter: ['\r\n', '\n', '\r'],
			relax_column_count: true,
			relax_quotes: true,
			max_record_size: longestRecord
		});
		const source = Readable.from(slices(text, start));
		source.pipe(parser);
		let batch: SheetRow[] = [];
		let line = start > 0 ? 1 : 0;
		try {
			for await (const record of parser as AsyncIterable<string[]>) {
				line += 1;
				builder.begin(line);
				record.forEach((cell, column) => builder.set(column, cell, 'text'));
				const row = builder.end();
				if (row) batch.push(row);
				if (batch.length < batchSize) continue;
				yield batch;
				batch = [];
			}
		} catch (error) {
			throw refusalOf(error, line + 1);
		} finally {
			source.destroy();
			parser.destroy();
		}
		if (batch.length > 0) yield batch;
	}
}

/** What is called a sheet and is a page: old programs export such. */
function isMarkup(text: string): boolean {
	return /^\s*<(\?xml|!doctype|html|table)/i.test(text.slice(0, 1000));
}

function* slices(text: string, start: number): Generator<string> {
	for (let at = start; at < text.length; at += sliceLength) yield text.slice(at, at + sliceLength);
}

function refusalOf(error: unknown, line: number): unknown {
	if (error instanceof DomainError) return error;
	const { code } = error as CsvError;
	if (code === 'CSV_QUOTE_NOT_CLOSED' || code === 'CSV_MAX_RECORD_SIZE')
		return new DomainError('spreadsheet_quote_open', 422, { line });
	return code?.startsWith('CSV_') ? unreadable() : error;
}
