import { writeCursor, type ListCursor } from './cursor.ts';
import type { ListPage } from './list-row.ts';

/** Without word of what changes it may be so old, in milliseconds. */
const oldestMs = 15_000;

/** The next page of a list, read while nobody waits for it yet. */
export class PageAhead {
	#read: (more: string) => Promise<ListPage>;
	#held: { after: ListCursor; query: string; at: number; page: ListPage } | null = null;
	/** How often it was dropped. */
	#drops = 0;

	/** @param read takes the parameter that names the page: `after=…` */
	constructor(read: (more: string) => Promise<ListPage>) {
		this.#read = read;
	}

	/** Without anything held. */
	read(after: ListCursor): Promise<ListPage> {
		return this.#read(`after=${encodeURIComponent(writeCursor(after))}`);
	}

	/** What fails is read when it is wanted. */
	async fetch(after: ListCursor, query: string): Promise<void> {
		if (this.#held?.after === after && this.#held.query === query) return;
		const [drops, at] = [this.#drops, performance.now()];
		const page = await this.read(after).catch(() => null);
		if (page && drops === this.#drops) this.#held = { after, query, at, page };
	}

	/**
	 * @param isTold whether changes are heard of, and drop it
	 * @returns null where nothing is held, or where it may be out of date
	 */
	take(after: ListCursor, query: string, isTold: boolean): ListPage | null {
		const held = this.#held;
		this.#held = null;
		if (held?.after !== after || held.query !== query) return null;
		return isTold || performance.now() - held.at < oldestMs ? held.page : null;
	}

	/** Something was changed. */
	drop(): void {
		this.#drops++;
		this.#held = null;
	}
}
