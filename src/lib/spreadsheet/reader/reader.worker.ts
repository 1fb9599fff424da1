import { parentPort, workerData } from 'node:worker_threads';
import { DomainError, type ErrorParams } from '#lib/errors/domain-error.ts';
import type { SheetFacts } from '../sheet.ts';
import type { SheetLimits } from '../sheet-limits.ts';
import { openTable, type Batch, type Table } from './open-table.ts';

export interface ReaderData {
	bytes: Uint8Array;
	limits: SheetLimits;
}

/** Each asks for one answer: the facts first, then batch after batch. */
export type ReaderRequest = 'facts' | 'batch';

export type ReaderAnswer =
	| { facts: SheetFacts }
	| { batch: Batch }
	| { end: true }
	| { refusal: { code: string; status: number; params: ErrorParams } };

const port = parentPort!;
const { bytes, limits } = workerData as ReaderData;
let table: Table | undefined;

port.on('message', async (request: ReaderRequest) => {
	port.postMessage(await answer(request).catch(refusal));
});

async function answer(request: ReaderRequest): Promise<ReaderAnswer> {
	if (request === 'facts') {
		table = await openTable(bytes, limits);
		return { facts: table.facts };
	}
	const next = await table!.batches.next();
	return next.done ? { end: true } : { batch: next.value };
}

/** Errors lose their kind between threads. What is no refusal ends the worker, and is a bug. */
function refusal(error: unknown): ReaderAnswer {
	if (!(error instanceof DomainError)) throw error;
	const { code, status, params } = error;
	return { refusal: { code, status, params } };
}
