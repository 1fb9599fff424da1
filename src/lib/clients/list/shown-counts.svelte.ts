import { queryOf, type ClientListState } from './filter.ts';
import type { ClientTotals, ListCounts } from './list-row.ts';

interface Loaded {
	state: ClientListState;
	totals: ClientTotals | null;
	/** Comes later where it has to be counted; null: could not be. */
	count: number | null | Promise<number | null>;
}

/** How many clients there are: as the page was loaded, then as they were counted anew. Made while a component is. */
export class ShownCounts {
	#loaded: () => Loaded;
	#counted: { count: number; of: string } | null = $derived.by(() => this.#known(this.#loaded()));
	totals: ClientTotals | null = $derived.by(() => this.#loaded().totals);

	constructor(loaded: () => Loaded) {
		this.#loaded = loaded;
		$effect(() => {
			const { state, totals, count } = loaded();
			if (!(count instanceof Promise)) return;
			void count.then((arrived) => {
				if (loaded().count === count)
					this.#counted = this.#known({ state, totals, count: arrived });
			});
		});
	}

	/** @param filters as `queryOf` writes them; null while not known */
	of(filters: string): number | null {
		return this.#counted?.of === filters ? this.#counted.count : null;
	}

	replace({ totals, count }: ListCounts, filters: string): void {
		this.totals = totals;
		this.#counted = { count, of: filters };
	}

	#known({ state, count }: Loaded): { count: number; of: string } | null {
		return typeof count === 'number' ? { count, of: queryOf({ filters: state.filters }) } : null;
	}
}
