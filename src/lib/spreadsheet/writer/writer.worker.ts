import { parentPort, workerData } from 'node:worker_threads';
import type { Cell, WorkbookPlan } from '../workbook.ts';
import { workbookWriter } from './workbook-writer.ts';

/** Rows, or the end of them. Each is answered by the bytes that are ready; one at a time. */
export type WriterRequest = readonly (readonly Cell[])[] | 'end';

const port = parentPort!;
const writer = workbookWriter(workerData as WorkbookPlan);

port.on('message', async (request: WriterRequest) => {
	const bytes = request === 'end' ? await writer.finish() : await writer.add(request);
	port.postMessage(
		bytes,
		bytes.buffer instanceof ArrayBuffer && isWhole(bytes) ? [bytes.buffer] : []
	);
	if (request === 'end') port.close();
});

/** Small buffers share their memory with others; such are copied. */
function isWhole(bytes: Uint8Array): boolean {
	return bytes.byteLength === bytes.buffer.byteLength;
}
