import { DomainError } from '#lib/errors/domain-error.ts';
import type { SheetFacts, SheetRow } from '../sheet.ts';
import type { SheetLimits } from '../sheet-limits.ts';
import { csvRows } from './csv-rows.ts';
import { unreadable } from './refusals.ts';
import { xlsxRows } from './xlsx-rows.ts';

export interface Batch {
	rows: SheetRow[];
	/** Rows beyond the limit were left out: only of a preview. */
	isCut: boolean;
}

export interface Table {
	facts: SheetFacts;
	batches: AsyncGenerator<Batch, void>;
}

const mostCharactersPerBatch = 1_000_000;
const mostRowsPerBatch = 500;

/**
 * Header and rows of an untrusted file, told by its first bytes and not by its name.
 * @throws DomainError spreadsheet_…; those of the rows while they are read
 */
export async function openTable(bytes: Uint8Array, limits: SheetLimits): Promise<Table> {
	const { rows, ...facts } = await openFormat(bytes, limits);
	const iterator = singly(rows);
	const first = await iterator.next();
	if (first.done) throw new DomainError('spreadsheet_empty');
	const header = first.value.cells.map((cell) => cell.trim());
	return { facts: { ...facts, header }, batches: inBatches(iterator, limits) };
}

async function openFormat(bytes: Uint8Array, limits: SheetLimits) {
	if (bytes.byteLength === 0) throw new DomainError('spreadsheet_empty');
	if (startsWith(bytes, [0x50, 0x4b]))
		return {
			format: 'xlsx' as const,
			encoding: null,
			delimiter: null,
			...(await xlsxRows(bytes, limits))
		};
	if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) throw compoundFileRefusal(bytes);
	if (startsWith(bytes, [0x25, 0x50, 0x44, 0x46])) throw unreadable();
	return { format: 'csv' as const, sheetName: null, ...csvRows(bytes, limits) };
}

function startsWith(bytes: Uint8Array, signature: number[]): boolean {
	return signature.every((byte, index) => bytes[index] === byte);
}

/** A sheet with a password is wrapped into the container of the old formats. @see MS-OFFCRYPTO 1.3.3 */
function compoundFileRefusal(bytes: Uint8Array): DomainError {
	const name = Buffer.from('EncryptedPackage', 'utf16le');
	const isEncrypted = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(name);
	return new DomainError(isEncrypted ? 'spreadsheet_encrypted' : 'spreadsheet_old_format');
}

async function* singly(batches: AsyncGenerator<SheetRow[], void>) {
	for await (const batch of batches) yield* batch;
}

/** Small enough to be handed from thread to thread, however long the cells are. */
async function* inBatches(
	rows: AsyncGenerator<SheetRow, void>,
	limits: SheetLimits
): AsyncGenerator<Batch, void> {
	let batch: SheetRow[] = [];
	let characters = 0;
	let count = 0;
	for await (const row of rows) {
		count += 1;
		if (count > limits.rows) {
			if (!limits.isPreview)
				throw new DomainError('spreadsheet_too_many_rows', 422, { rows: limits.rows });
			yield { rows: batch, isCut: true };
			return;
		}
		batch.push(row);
		characters += row.cells.reduce((sum, { length }) => sum + length, 0);
		if (batch.length < mostRowsPerBatch && characters < mostCharactersPerBatch) continue;
		yield { rows: batch, isCut: false };
		batch = [];
		characters = 0;
	}
	if (batch.length > 0) yield { rows: batch, isCut: false };
}
