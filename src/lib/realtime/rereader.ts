import { coalesce } from './coalesce.ts';

const retryMs = 3_000;

/**
 * Reads again what moved, a few times per second at most; what fails is read once more a little later, as long as nobody
 * cancels it: the movement that asked for it may have been the last one.
 * @param withinMs at least so long between the starts of two reads
 * @returns `ask` and `cancel`
 */
export function rereader(read: () => Promise<unknown>, withinMs: number) {
	let retry: ReturnType<typeof setTimeout> | undefined;
	let timesCancelled = 0;
	const again = coalesce<string>(async () => {
		const asked = timesCancelled;
		clearTimeout(retry);
		try {
			await read();
		} catch {
			if (asked === timesCancelled) retry = setTimeout(ask, retryMs);
		}
	}, withinMs);

	function ask(): void {
		again.add('again');
	}

	return {
		ask,
		/** Forgets what waits; what is being read comes to its end, and is not read once more. */
		cancel(): void {
			timesCancelled += 1;
			clearTimeout(retry);
			again.cancel();
		}
	};
}
