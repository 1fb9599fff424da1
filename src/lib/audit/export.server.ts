import { unwrap } from '#lib/errors/database-error.ts';
import type { Db } from '#lib/server/db.ts';
import { byteOrderMark, csvLine } from '#lib/spreadsheet/csv.ts';
import { cursorAfter, type StoredPage } from './audit.server.ts';
import { csvCells, csvHead } from './csv-columns.ts';
import type { AuditCursor } from './cursor.ts';
import { filterArguments, type AuditFilters } from './filters.ts';
import { NameBook } from './name-book.server.ts';

export interface AuditExport {
	/** The entry that the export left in the trail. */
	id: number;
	/** UTF-8 CSV; one page of entries in memory at a time, read as fast as the reader takes them. */
	body: ReadableStream<Uint8Array>;
}

interface Reader {
	db: Db;
	locale: string;
	/** The reseller's. */
	timeZone: string;
}

/**
 * Begins an export and reads its first page, so that whatever refuses does so before the file begins.
 * @throws DomainError not_permitted, impersonation_forbidden (403), no_account, not_signed_in
 */
export async function exportAudit(reader: Reader, filters: AuditFilters): Promise<AuditExport> {
	const started = unwrap(
		await reader.db.rpc('start_audit_export', filterArguments(filters))
	) as unknown as { id: number };
	const lines = linesOf(reader, started.id);
	const first = await lines.next();
	const encoder = new TextEncoder();
	const head = byteOrderMark + csvLine(csvHead());
	let isFirst = true;
	const body = new ReadableStream<Uint8Array>({
		async pull(controller) {
			// A page that fails breaks the download off: a file that only looks whole would be worse.
			const page = isFirst ? first : await lines.next();
			const text = (isFirst ? head : '') + (page.value ?? '');
			isFirst = false;
			if (text) controller.enqueue(encoder.encode(text));
			if (page.done) controller.close();
		},
		async cancel() {
			await lines.return();
		}
	});
	return { id: started.id, body };
}

/** The lines of the export, page by page. */
async function* linesOf(reader: Reader, id: number): AsyncGenerator<string, void> {
	const book = new NameBook(reader.db);
	let after: AuditCursor | null = null;
	do {
		const page: StoredPage = await readPage(reader.db, id, after);
		const names = await book.learn(page.rows);
		// A page may have found nothing and yet not be the last.
		yield page.rows.map((entry) => csvLine(csvCells(entry, names, reader))).join('');
		after = cursorAfter(page);
	} while (after);
}

async function readPage(db: Db, id: number, after: AuditCursor | null): Promise<StoredPage> {
	return unwrap(
		await db.rpc('read_audit_export', {
			id,
			...(after && { after_at: after.at, after_id: after.id })
		})
	) as unknown as StoredPage;
}
