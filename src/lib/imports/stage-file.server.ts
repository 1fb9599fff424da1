import { DomainError } from '#lib/errors/domain-error.ts';
import { errorText } from '#lib/errors/error-text.server.ts';
import type { Db } from '#lib/server/db.ts';
import { openSheet } from '#lib/spreadsheet/read-sheet.server.ts';
import { importBytes, importLimits } from './import.ts';
import type { Mapping } from './import-fields.ts';
import { checkImport, stageRows, startImport } from './imports.server.ts';
import { headerSignature } from './signature.server.ts';
import { stagedRows } from './staged-rows.server.ts';

/** Lines of the answer to an upload, as they come. */
export type StagingNews = { staged: number } | { checked: true } | { error: string; code?: string };

export interface Upload {
	id: string;
	fileName: string;
	bytes: Uint8Array;
	mapping: Mapping;
	matchEmail: boolean;
	locale: string;
}

const rowsPerCall = 2500;

/**
 * Reads the file, stages its rows and has them looked through. Whatever is refused is the last of the news; an import that
 * was not staged whole is never checked, so it cannot run, and is forgotten after a day.
 */
export async function* stageFile(db: Db, upload: Upload): AsyncGenerator<StagingNews, void> {
	try {
		const sheet = await openSheet(upload.bytes, {
			fileBytes: importBytes,
			rows: importLimits.rows
		});
		if (!isMappingOf(sheet.header, upload.mapping)) throw new DomainError('import_mapping_invalid');
		let staged = 0;
		let isStarted = false;
		let waiting: unknown[] = [];
		let staging: Promise<void> | undefined;
		const send = async () => {
			await staging;
			if (!isStarted)
				await startImport(db, { ...upload, signature: headerSignature(sheet.header) });
			isStarted = true;
			staged += waiting.length;
			staging = stageRows(db, upload.id, waiting);
			// Waited for before the next one, and heard there.
			staging.catch(() => {});
			waiting = [];
		};
		for await (const rows of stagedRows(sheet.rows, upload)) {
			waiting.push(...rows);
			if (waiting.length < rowsPerCall) continue;
			await send();
			yield { staged };
		}
		if (waiting.length > 0) await send();
		await staging;
		if (!isStarted) throw new DomainError('import_without_rows');
		yield { staged };
		await checkImport(db, upload.id);
		yield { checked: true };
	} catch (error) {
		if (!(error instanceof DomainError)) throw error;
		yield { error: errorText(error), code: error.code };
	}
}

/** The page chose by the preview of this very file. */
function isMappingOf(header: readonly string[], mapping: Mapping): boolean {
	return (
		mapping.length === header.length && mapping.every((column, at) => column.header === header[at])
	);
}
