import { coalesce } from '#lib/realtime/coalesce.ts';
import type { ListCounts, LiveListOptions } from './list-row.ts';

const atMostEveryMs = 1_000;

/** Counts the list anew after something was changed, a while after the last time. */
export class CountsAgain {
	#options: Pick<LiveListOptions, 'query' | 'read' | 'onCounted'>;
	#isNeeded = false;
	#isStopped = false;
	#reads = coalesce<'all'>(() => this.#count(), atMostEveryMs);

	constructor(options: Pick<LiveListOptions, 'query' | 'read' | 'onCounted'>) {
		this.#options = options;
	}

	/** The figures may be others by now. */
	need(): void {
		this.#isNeeded = true;
	}

	/** Reads them if they are needed. */
	read(): void {
		if (this.#isNeeded) this.#reads.add('all');
	}

	start(): void {
		this.#isStopped = false;
	}

	stop(): void {
		this.#isStopped = true;
		this.#reads.cancel();
	}

	async #count(): Promise<void> {
		const query = this.#options.query();
		this.#isNeeded = false;
		try {
			const counts = await this.#options.read<ListCounts>('counts=1');
			if (!this.#isStopped && this.#options.query() === query) this.#options.onCounted(counts);
		} catch {
			// The next change counts again.
		}
	}
}
