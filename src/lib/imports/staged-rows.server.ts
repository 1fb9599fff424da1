import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Mapping } from './import-fields.ts';
import type { FileRow, StagedRow } from './read-row.ts';
import type { RowsData } from './rows.worker.ts';

/**
 * Reads and judges the rows of a file in a thread of its own, so that other requests are answered meanwhile. The next
 * batch is judged while the one before is being taken.
 * @param batches rows of the file
 * @returns the rows to stage, in the same batches
 */
export async function* stagedRows(
	batches: AsyncIterable<FileRow[]>,
	{ mapping, locale }: RowsData
): AsyncGenerator<StagedRow[], void> {
	const data: RowsData = { mapping: mapping satisfies Mapping, locale };
	const worker = new Worker(new URL('./rows.worker.ts', import.meta.url), {
		workerData: data,
		resourceLimits: { maxOldGenerationSizeMb: 256 }
	});
	worker.on('error', () => {});
	const judge = async (rows: FileRow[]): Promise<StagedRow[]> => {
		const answered = once(worker, 'message');
		worker.postMessage(rows);
		const [staged] = (await answered) as [StagedRow[]];
		return staged;
	};
	try {
		let judging: Promise<StagedRow[]> | undefined;
		for await (const rows of batches) {
			const staged = await judging;
			judging = judge(rows);
			// Its failure is heard where it is waited for.
			judging.catch(() => {});
			if (staged) yield staged;
		}
		if (judging) yield await judging;
	} finally {
		await worker.terminate();
	}
}
