import type { ListPage } from './list-row.ts';

const mostPages = 20;
/** What is older may differ too much from what it is about to be replaced by. */
const oldestMs = 60_000;

/**
 * First pages that were shown a moment ago, by query: whoever goes back to one sees it at once, while it is read anew.
 * @param now milliseconds of a clock that only goes forward
 */
export class RecentPages {
	#pages = new Map<string, { page: ListPage; at: number }>();
	#now: () => number;

	constructor(now: () => number = () => performance.now()) {
		this.#now = now;
	}

	keep(query: string, page: ListPage): void {
		this.#pages.delete(query);
		this.#pages.set(query, { page, at: this.#now() });
		if (this.#pages.size > mostPages) this.#pages.delete(this.#pages.keys().next().value!);
	}

	find(query: string): ListPage | undefined {
		const kept = this.#pages.get(query);
		return kept && this.#now() - kept.at < oldestMs ? kept.page : undefined;
	}

	/** Something was changed: any of them may be out of date. */
	forget(): void {
		this.#pages.clear();
	}
}
