import { coalesce } from '#lib/realtime/coalesce.ts';
import { listenToChanges } from '#lib/realtime/live-account.svelte.ts';
import { countNew, withNew, withOlder, type AuditPage } from './audit-page.ts';

interface Options {
	/** Reads a page again: '' for the first, or `after=<cursor>`. */
	read: (query: string) => Promise<AuditPage>;
}

/** A burst of changes asks once what is new; the trail has no channel of its own. */
const gatherMs = 800;
/** Looking for something rare goes on by itself so many pages before it asks again. */
const pagesPerPress = 10;

/** The trail as it stands on the page: pages added below, what is new waits above until it is asked for. */
export class LiveAudit {
	#loaded: () => AuditPage;
	#options: Options;
	// What the load function read, until something newer is known here.
	page: AuditPage = $derived.by(() => this.#loaded());
	isLoadingMore = $state(false);
	hasFailed = $state(false);
	/** The first page as it is now, and the loaded one that it belongs to: other filters have another. */
	#newest = $state.raw<{ page: AuditPage; of: AuditPage } | null>(null);
	#changes = coalesce<string>(() => void this.#look(), gatherMs);
	#isFollowing = false;

	constructor(loaded: () => AuditPage, options: Options) {
		this.#loaded = loaded;
		this.#options = options;
	}

	/** How many new entries wait. */
	get waiting(): number {
		const fresh = this.#fresh();
		return fresh ? countNew(fresh, this.page) : 0;
	}

	/** Whether more may wait than were counted. */
	get isWaitingMany(): boolean {
		const fresh = this.#fresh();
		return !!fresh?.next && this.page.rows.length > 0 && this.waiting === fresh.rows.length;
	}

	/** To be called in an effect. @returns stops following */
	follow(): () => void {
		this.#isFollowing = true;
		const stop = listenToChanges(() => this.#changes.add('any'));
		// A page that was loaded anew may have been read before what was announced meanwhile: it is looked at once more.
		this.#loaded();
		this.#changes.add('any');
		return () => {
			this.#isFollowing = false;
			stop();
			this.#changes.cancel();
		};
	}

	/** Shows what is new. */
	release(): void {
		const fresh = this.#fresh();
		this.#newest = null;
		if (fresh) this.page = withNew(fresh, this.page);
	}

	/** Brings back the pages that had been added before the person left. */
	restore(earlier: AuditPage): void {
		if (earlier.rows.length > this.page.rows.length) this.page = withNew(this.page, earlier);
	}

	/** @returns how many entries were added */
	async loadMore(): Promise<number> {
		if (this.isLoadingMore) return 0;
		this.isLoadingMore = true;
		this.hasFailed = false;
		const before = this.page.rows.length;
		try {
			for (let pages = 0; pages < pagesPerPress && this.page.next; pages++) {
				const from = this.page;
				const more = await this.#options.read(`after=${encodeURIComponent(from.next ?? '')}`);
				// Other filters may have been chosen meanwhile.
				if (this.page !== from) return 0;
				this.page = withOlder(from, more);
				if (this.page.rows.length > before) break;
			}
		} catch {
			// Said on the page, with a way to try again.
			this.hasFailed = true;
		} finally {
			this.isLoadingMore = false;
		}
		return this.page.rows.length - before;
	}

	#fresh(): AuditPage | null {
		return this.#newest?.of === this.#loaded() ? this.#newest.page : null;
	}

	async #look(): Promise<void> {
		const of = this.#loaded();
		try {
			const page = await this.#options.read('');
			if (this.#isFollowing) this.#newest = { page, of };
		} catch {
			// The next change, or the connection coming back, looks again.
		}
	}
}
