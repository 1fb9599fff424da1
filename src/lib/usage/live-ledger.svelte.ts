import { onTop, type LedgerPage } from './ledger.ts';

interface Options {
	/** Reads a page: '' for the first, or `after=<cursor>`. */
	read: (query: string) => Promise<LedgerPage>;
}

/** The ledger as it stands on the page: pages added below, what is new put on top. */
export class LiveLedger {
	#loaded: () => LedgerPage;
	#options: Options;
	// What the load function read, until something newer is known here.
	page: LedgerPage = $derived.by(() => this.#loaded());
	isLoadingMore = $state(false);
	hasFailed = $state(false);
	/** A first page that does not join what is shown: it waits until somebody asks for it. */
	#waiting = $state.raw<{ page: LedgerPage; of: LedgerPage } | null>(null);
	#pagesAdded = $derived.by(() => (this.#loaded(), 0));

	constructor(loaded: () => LedgerPage, options: Options) {
		this.#loaded = loaded;
		this.#options = options;
	}

	/** Whether newer entries wait above. */
	get isBehind(): boolean {
		return this.#waiting?.of === this.#loaded();
	}

	/** Something moved: looks what is new. */
	async refresh(): Promise<void> {
		const of = this.#loaded();
		try {
			const fresh = await this.#options.read('');
			if (this.#loaded() !== of) return;
			const joined = onTop(fresh, this.page);
			// Whoever has read on keeps what is being read.
			if (joined || this.#pagesAdded === 0) this.page = joined ?? fresh;
			else this.#waiting = { page: fresh, of };
		} catch {
			// The next movement, or the connection coming back, looks again.
		}
	}

	/** Shows what waits. */
	release(): void {
		if (!this.#waiting) return;
		this.page = this.#waiting.page;
		this.#waiting = null;
		this.#pagesAdded = 0;
	}

	/** @returns how many entries were added */
	async loadMore(): Promise<number> {
		const { next } = this.page;
		if (!next || this.isLoadingMore) return 0;
		this.isLoadingMore = true;
		this.hasFailed = false;
		try {
			const older = await this.#options.read(`after=${encodeURIComponent(next)}`);
			// Something else may be shown meanwhile.
			if (this.page.next !== next) return 0;
			const known = new Set(this.page.rows.map(({ id }) => id));
			const rows = older.rows.filter(({ id }) => !known.has(id));
			this.page = { rows: [...this.page.rows, ...rows], next: older.next };
			this.#pagesAdded += 1;
			return rows.length;
		} catch {
			// Said on the page, with a way to try again.
			this.hasFailed = true;
			return 0;
		} finally {
			this.isLoadingMore = false;
		}
	}
}
