import { queryOf, readListState, type ClientListState } from './filter.ts';
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

	/**
	 * The list that an address leads to.
	 * @param plans names of plans by id, as far as they are known: a list whose filter cannot be named is not shown
	 */
	leadingTo(
		url: URL,
		plans: Record<string, string>
	): { state: ClientListState; page: ListPage } | null {
		const state = readListState(url.searchParams);
		const page = this.find(queryOf({ ...state, columns: null }));
		const isNamed = state.filters.plans.every((id) => id === 'none' || id in plans);
		return page && isNamed && !url.searchParams.has('after') ? { state, page } : null;
	}

	/** Something was changed: any of them may be out of date. */
	forget(): void {
		this.#pages.clear();
	}
}
