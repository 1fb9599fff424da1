import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';

/**
 * The bytes that a worker makes, as fast as they are taken: it answers each `more` with a `Uint8Array`, or null at the end.
 * @param stopped called when it breaks off, or when nobody wants the rest
 */
export function readWorker(
	worker: Worker,
	stopped: () => Promise<void> = async () => {}
): ReadableStream<Uint8Array> {
	// A failure reaches whoever waits for an answer.
	worker.on('error', () => {});
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				try {
					const answer = once(worker, 'message');
					worker.postMessage('more');
					const [bytes] = (await answer) as [Uint8Array | null];
					if (bytes) return controller.enqueue(bytes);
					controller.close();
					await worker.terminate();
				} catch (error) {
					await stop();
					throw error;
				}
			},
			cancel: stop
		},
		{ highWaterMark: 1 }
	);

	async function stop() {
		await worker.terminate();
		await stopped();
	}
}
