import { tick } from 'svelte';
import type { ListPage } from './list-row.ts';
import type { LiveList } from './live-list.svelte.ts';

interface Snapshot {
	query: string;
	/** Pixels from the top. */
	top: number;
	page: ListPage;
}

/** What the browser's history keeps of a list: the pages that had been added, and where one stood in them. */
export function listSnapshot(live: LiveList, query: () => string) {
	return {
		capture: (): Snapshot => ({
			query: query(),
			top: scrollY,
			page: { rows: live.rows, next: live.next }
		}),
		restore(earlier: Snapshot): void {
			if (earlier.query !== query()) return;
			live.restore(earlier.page);
			// Until now the page was too short to scroll there.
			void tick().then(() => scrollTo({ top: earlier.top }));
		}
	};
}
