import { createHash } from 'node:crypto';
import { unwrap } from '#lib/errors/database-error.ts';
import { plainWords } from '#lib/imports/guess-mapping.ts';
import type { Db } from '#lib/server/db.ts';
import type { Json } from '#lib/server/database.types.ts';
import type { BankStatement, Candidate, Show, StatementPage } from './bank-statement.ts';
import {
	previewStatement,
	readStatement,
	type Reading,
	type StatementPreview
} from './read-statement.server.ts';
import { isSheetField, type SheetMapping } from './sheet-columns.ts';

const listed = 100;
const unreadKept = 50;

/** The files that were taken in, the newest first. */
export async function listStatements(db: Db, resellerId: string): Promise<BankStatement[]> {
	return unwrap(
		await db
			.from('bank_statements')
			.select(
				'id, file_name, format, bank, starts_on, ends_on, credits, credits_cents, debits, open, paid, ignored, repeated, unread_count, created_at'
			)
			.eq('reseller_id', resellerId)
			.order('created_at', { ascending: false })
			.order('id', { ascending: false })
			.limit(listed)
			.overrideTypes<BankStatement[], { merge: false }>()
	);
}

/** @throws DomainError statement_not_found (404), not_permitted */
export async function readBankStatement(
	db: Db,
	id: string,
	{ show, after }: { show: Show; after?: number }
): Promise<StatementPage> {
	return unwrap(
		await db.rpc('read_bank_statement', { statement_id: id, show, ...(after && { after }) })
	) as unknown as StatementPage;
}

/**
 * What kind of file it is; a sheet's columns are read as in the last file with that header, else guessed.
 * @throws DomainError as `previewStatement` does
 */
export async function previewUpload(
	db: Db,
	resellerId: string,
	bytes: Uint8Array
): Promise<StatementPreview & { isRemembered?: boolean }> {
	const preview = await previewStatement(bytes);
	if (preview.format === 'ofx') return preview;
	const earlier = await findMapping(db, resellerId, signatureOf(preview.mapping));
	if (!earlier) return preview;
	const mapping = preview.mapping.map(({ header }, at) => ({
		header,
		field: earlier[at]?.field ?? null
	}));
	return { ...preview, mapping, isRemembered: true };
}

interface Upload extends Reading {
	fileName: string;
	bytes: Uint8Array;
}

/**
 * Takes a bank's file in. The same file again is the same statement.
 * @throws DomainError as `readStatement` does, and what import_statement refuses
 */
export async function importStatement(
	db: Db,
	{ fileName, bytes, ...reading }: Upload
): Promise<{ id: string; isKnown: boolean }> {
	const { lines, unread, format, bank } = await readStatement(bytes, reading);
	const { mapping } = reading;
	const answer = unwrap(
		await db.rpc('import_statement', {
			file_name: fileName,
			fingerprint: createHash('sha256').update(bytes).digest('hex'),
			format,
			lines: lines.map(({ position, memo, reference, account, ...line }) => ({
				position,
				posted_on: line.postedOn,
				amount_cents: line.amountCents,
				memo,
				bank_id: line.bankId,
				reference,
				account
			})),
			...(bank && { bank }),
			...(format === 'sheet' && mapping && { signature: signatureOf(mapping), mapping }),
			unread: unread.slice(0, unreadKept) as unknown as Json,
			unread_count: unread.length
		})
	) as { statement_id: string; is_known: boolean };
	return { id: answer.statement_id, isKnown: answer.is_known };
}

/** Open invoices for a line: by number or client; without words those that may fit. */
export async function findInvoices(db: Db, lineId: string, query: string): Promise<Candidate[]> {
	return unwrap(
		await db.rpc('find_invoices_for_line', { line_id: lineId, query })
	) as unknown as Candidate[];
}

/** @throws DomainError what accept_statement_line refuses */
export async function acceptLine(
	db: Db,
	given: { lineId: string; invoiceId: string; isWaived: boolean }
): Promise<void> {
	unwrap(
		await db.rpc('accept_statement_line', {
			line_id: given.lineId,
			invoice_id: given.invoiceId,
			charges_waived: given.isWaived
		})
	);
}

/** The money is there already. @throws DomainError what link_statement_line refuses */
export async function linkLine(
	db: Db,
	{ lineId, paymentId }: { lineId: string; paymentId: string }
): Promise<void> {
	unwrap(await db.rpc('link_statement_line', { line_id: lineId, payment_id: paymentId }));
}

/** All of which there is no doubt, in portions. */
export async function acceptSureLines(db: Db, id: string): Promise<number> {
	for (let total = 0; ;) {
		const { accepted, remaining } = unwrap(
			await db.rpc('accept_sure_lines', { statement_id: id })
		) as { accepted: number; remaining: number };
		total += accepted;
		if (remaining === 0 || accepted === 0) return total;
	}
}

export async function ignoreLine(db: Db, lineId: string): Promise<void> {
	unwrap(await db.rpc('ignore_statement_line', { line_id: lineId }), 'or null');
}

export async function reconsiderLine(db: Db, lineId: string): Promise<void> {
	unwrap(await db.rpc('reconsider_statement_line', { line_id: lineId }), 'or null');
}

export async function discardStatement(db: Db, id: string): Promise<void> {
	unwrap(await db.rpc('discard_statement', { statement_id: id }), 'or null');
}

async function findMapping(
	db: Db,
	resellerId: string,
	signature: string
): Promise<SheetMapping | null> {
	const found = unwrap(
		await db
			.from('bank_statements')
			.select('mapping')
			.eq('reseller_id', resellerId)
			.eq('signature', signature)
			.order('created_at', { ascending: false })
			.limit(1)
			.maybeSingle(),
		'or null'
	);
	if (!Array.isArray(found?.mapping)) return null;
	return found.mapping.map((column) => {
		const { header, field } = column as { header?: unknown; field?: unknown };
		return { header: String(header), field: isSheetField(field) ? field : null };
	});
}

/** What files of one bank have in common: SHA-256 of their header words, in order. */
function signatureOf(mapping: SheetMapping): string {
	return createHash('sha256')
		.update(mapping.map(({ header }) => plainWords(header)).join('\u001f'))
		.digest('hex');
}
