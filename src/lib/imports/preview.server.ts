import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';
import { readSheet } from '#lib/spreadsheet/read-sheet.server.ts';
import { moneyColumns, rememberedMapping } from './guess-mapping.ts';
import { importBytes } from './import.ts';
import type { Mapping } from './import-fields.ts';
import { findMapping } from './imports.server.ts';
import { headerSignature } from './signature.server.ts';

/** What one looks at before the columns are read: the first rows. */
export interface FilePreview {
	format: 'xlsx' | 'csv';
	encoding: string | null;
	mapping: Mapping;
	/** Whether the mapping was chosen for an earlier file of the same header. */
	isRemembered: boolean;
	/** Up to three values of each column. */
	samples: string[][];
	/** Columns with plans or prices, which are left out. */
	money: string[];
}

const sampledRows = 20;
const samplesShown = 3;
const shownCharacters = 80;

/** @throws DomainError as `readSheet` does; import_without_rows */
export async function previewFile(
	db: Db,
	resellerId: string,
	bytes: Uint8Array
): Promise<FilePreview> {
	const sheet = await readSheet(bytes, {
		fileBytes: importBytes,
		rows: sampledRows,
		isPreview: true
	});
	if (sheet.rows.length === 0) throw new DomainError('import_without_rows');
	const earlier = await findMapping(db, resellerId, headerSignature(sheet.header));
	return {
		format: sheet.format,
		encoding: sheet.encoding,
		mapping: rememberedMapping(sheet.header, earlier),
		isRemembered: earlier !== null,
		samples: sheet.header.map((_, at) =>
			sheet.rows
				.map(({ cells }) => (cells[at] ?? '').slice(0, shownCharacters))
				.filter((text) => text.trim() !== '')
				.slice(0, samplesShown)
		),
		money: moneyColumns(sheet.header)
	};
}
