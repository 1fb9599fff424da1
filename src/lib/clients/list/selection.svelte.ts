import { SvelteSet } from 'svelte/reactivity';

/** Which rows are ticked: some by id, or all that the filter lets through, seen or not. */
export class Selection {
	readonly ids = new SvelteSet<string>();
	isAllMatching = $state(false);
	#anchor: string | null = null;

	has(id: string): boolean {
		return this.isAllMatching || this.ids.has(id);
	}

	get isEmpty(): boolean {
		return !this.isAllMatching && this.ids.size === 0;
	}

	/**
	 * Ticks or unticks a row, with shift all from the last one ticked to it.
	 * @param shown ids of the rows in their order
	 */
	toggle(id: string, shown: readonly string[], isRange = false): void {
		const isTicked = this.has(id);
		if (this.isAllMatching) this.selectPage(shown);
		const from = isRange && this.#anchor !== null ? shown.indexOf(this.#anchor) : -1;
		const to = shown.indexOf(id);
		const some =
			from < 0 || to < 0 ? [id] : shown.slice(Math.min(from, to), Math.max(from, to) + 1);
		for (const one of some) {
			if (isTicked) this.ids.delete(one);
			else this.ids.add(one);
		}
		this.#anchor = id;
	}

	selectPage(shown: readonly string[]): void {
		this.isAllMatching = false;
		for (const id of shown) this.ids.add(id);
	}

	selectAllMatching(): void {
		this.isAllMatching = true;
	}

	clear(): void {
		this.ids.clear();
		this.isAllMatching = false;
		this.#anchor = null;
	}
}
