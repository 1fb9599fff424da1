import type { MessagePort } from 'node:worker_threads';

/** In a worker: answers each `more` with the next bytes, and null when there are no more. */
export function offerChunks(port: MessagePort, chunks: AsyncIterator<Uint8Array, void>): void {
	port.on('message', async () => {
		const next = await chunks.next();
		if (next.done) return port.postMessage(null);
		const { value } = next;
		// Small buffers share their memory with others; such are copied.
		const isWhole = value.byteLength === value.buffer.byteLength;
		port.postMessage(value, isWhole ? [value.buffer as ArrayBuffer] : []);
	});
}
