import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { ReaderAnswer, ReaderData, ReaderRequest } from './reader/reader.worker.ts';
import type { Batch } from './reader/open-table.ts';
import { expandsTooFar } from './reader/refusals.ts';
import { createSlots } from './reader/slots.ts';
import type { Sheet, SheetFacts, SheetRow } from './sheet.ts';
import { defaultSheetLimits, type SheetLimits } from './sheet-limits.ts';

export interface OpenSheet extends SheetFacts {
	/** In batches of up to 500, read as fast as they are taken; to be gone through once. Leaving the loop ends the reading. */
	rows: AsyncIterable<SheetRow[]>;
}

const patienceMs = 20_000;
/** Whoever opened a sheet and then does not go on reading loses it, not its place. */
const idleMs = 300_000;
const memory = { maxOldGenerationSizeMb: 384, maxYoungGenerationSizeMb: 32 };
/** Each may fill its memory. */
const slots = createSlots(2);

/**
 * Reads an untrusted XLSX or CSV file wholly into memory, in a worker.
 * @throws DomainError spreadsheet_too_large (413), spreadsheet_busy (503), all others 422: spreadsheet_too_many_rows,
 * _too_many_columns, _cell_too_long, _expands_too_far, _took_too_long, _unreadable, _encrypted, _old_format, _binary,
 * _quote_open, _empty
 */
export async function readSheet(
	bytes: Uint8Array,
	limits: Partial<SheetLimits> = {}
): Promise<Sheet> {
	const { facts, batches } = await openReader(bytes, limits);
	const rows: SheetRow[] = [];
	let isCut = false;
	for await (const batch of batches) {
		rows.push(...batch.rows);
		isCut = batch.isCut;
	}
	const formulas = rows.reduce((sum, row) => sum + (row.formulas?.length ?? 0), 0);
	return { ...facts, rows, formulas, isCut };
}

/**
 * Reads an untrusted XLSX or CSV file row by row: resolves when the header is known.
 * @throws DomainError as `readSheet` does; what is wrong further below, while going through the rows
 */
export async function openSheet(
	bytes: Uint8Array,
	limits: Partial<SheetLimits> = {}
): Promise<OpenSheet> {
	const { facts, batches } = await openReader(bytes, limits);
	return { ...facts, rows: rowsOf(batches) };
}

async function* rowsOf(batches: AsyncIterable<Batch>) {
	for await (const { rows } of batches) yield rows;
}

interface Reader {
	facts: SheetFacts;
	batches: AsyncIterable<Batch>;
}

async function openReader(bytes: Uint8Array, wanted: Partial<SheetLimits>): Promise<Reader> {
	const limits = { ...defaultSheetLimits, ...wanted };
	if (bytes.byteLength > limits.fileBytes) {
		const megabytes = Math.floor(limits.fileBytes / 1_000_000);
		throw new DomainError('spreadsheet_too_large', 413, { megabytes });
	}
	const giveBack = await slots.take(patienceMs);
	if (!giveBack) throw new DomainError('spreadsheet_busy', 503);
	const data: ReaderData = { bytes, limits };
	const worker = new Worker(new URL('./reader/reader.worker.ts', import.meta.url), {
		workerData: data,
		resourceLimits: memory
	});
	// A failure reaches whoever waits for an answer.
	worker.on('error', () => {});
	worker.once('exit', giveBack);
	const ask = createAsking(worker, limits.milliseconds);
	try {
		const answer = await ask('facts');
		if (!('facts' in answer)) throw new Error('The reader of sheets did not begin with facts');
		return { facts: answer.facts, batches: batchesOf(worker, ask) };
	} catch (error) {
		await worker.terminate();
		throw error;
	}
}

async function* batchesOf(worker: Worker, ask: Asking): AsyncGenerator<Batch, void> {
	try {
		for (;;) {
			const answer = await ask('batch');
			if (!('batch' in answer)) return;
			yield answer.batch;
		}
	} finally {
		await worker.terminate();
	}
}

type Asking = (request: ReaderRequest) => Promise<Exclude<ReaderAnswer, { refusal: unknown }>>;

/** Asks the worker within the time that is left to it, and makes refusals of its refusals. */
function createAsking(worker: Worker, milliseconds: number): Asking {
	let left = milliseconds;
	let idle: NodeJS.Timeout | undefined;
	return async (request) => {
		clearTimeout(idle);
		const began = performance.now();
		const timeout = AbortSignal.timeout(Math.max(1, Math.ceil(left)));
		const answered = once(worker, 'message', { signal: timeout });
		worker.postMessage(request);
		const [answer] = (await answered.catch((error: unknown) => {
			throw failureOf(error, timeout);
		})) as [ReaderAnswer];
		left -= performance.now() - began;
		idle = setTimeout(() => void worker.terminate(), idleMs).unref();
		if (!('refusal' in answer)) return answer;
		const { code, status, params } = answer.refusal;
		throw new DomainError(code, status, params);
	};
}

function failureOf(error: unknown, timeout: AbortSignal): unknown {
	if (timeout.aborted) return new DomainError('spreadsheet_took_too_long');
	const { code } = error as NodeJS.ErrnoException;
	return code === 'ERR_WORKER_OUT_OF_MEMORY' ? expandsTooFar() : error;
}
