import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Cell, WorkbookPlan } from './workbook.ts';
import type { WriterRequest } from './writer/writer.worker.ts';

export type Rows = AsyncIterable<readonly (readonly Cell[])[]>;

/**
 * An XLSX file with typed cells, a frozen and styled header, and a filter, written in a worker while it is read: the next
 * rows are asked for while those before are being written. Memory does not grow with the rows.
 * More rows than a sheet can hold go on in another one.
 * @param rows in batches, some hundreds each
 * @returns bytes; breaks off when reading rows fails, since a file that only looks whole would be worse
 */
export function writeWorkbook(plan: WorkbookPlan, rows: Rows): ReadableStream<Uint8Array> {
	const worker = new Worker(new URL('./writer/writer.worker.ts', import.meta.url), {
		workerData: plan,
		resourceLimits: { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 8 }
	});
	// A failure reaches whoever waits for an answer.
	worker.on('error', () => {});
	const iterator = rows[Symbol.asyncIterator]();
	let next = iterator.next();
	// Who awaits it hears of a failure; until then it is not unhandled.
	next.catch(() => {});
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				try {
					let isWritten = false;
					while (!isWritten) {
						const batch = await next;
						const answer = ask(batch.done ? 'end' : batch.value);
						if (!batch.done) {
							next = iterator.next();
							next.catch(() => {});
						}
						const bytes = await answer;
						if (bytes.byteLength > 0) controller.enqueue(bytes);
						if (batch.done) {
							controller.close();
							return;
						}
						isWritten = bytes.byteLength > 0;
					}
				} catch (error) {
					await stop();
					throw error;
				}
			},
			cancel: stop
		},
		{ highWaterMark: 1 }
	);

	async function ask(request: WriterRequest): Promise<Uint8Array> {
		const answer = once(worker, 'message');
		worker.postMessage(request);
		const [bytes] = (await answer) as [Uint8Array];
		return bytes;
	}

	async function stop() {
		await Promise.all([worker.terminate(), iterator.return?.()]);
	}
}
