import { coalesce } from '#lib/realtime/coalesce.ts';
import { listenToChanges, liveState } from '#lib/realtime/live-account.svelte.ts';
import type { RowChange } from '#lib/realtime/live.ts';
import { Announced } from './announced.ts';
import { CountsAgain } from './counts-again.ts';
import type { ListPage, ListRow, LiveListOptions, ReadAgain } from './list-row.ts';
import { isNewer, KnownRows, newsAmong, patchRows, tablesOfRows, type Fates } from './list-rows.ts';
import { PageAhead } from './page-ahead.ts';
import { isReadingRows } from './row-keys.ts';

const gatherMs = 120;
/** How long after the last movement of a mouse over the rows nothing may shift under it. */
const stillMs = 2_000;
export const idsPerRead = 100;
const mostAtOnce = 1_000;
const retryMs = 3_000;
const everything = '*';

/** The client list as it stands on the page: pages added below, changes made elsewhere patched in place. */
export class LiveList {
	#loaded: () => ListPage;
	#options: LiveListOptions;
	#known = new KnownRows<ListRow>();
	// What the load function read, until something newer is known here.
	rows: ListRow[] = $derived.by(() => this.#known.settle(this.#loaded().rows));
	next = $derived.by(() => this.#loaded().next);
	/** Of rows that no longer belong here. */
	fates: Fates = $derived.by(() => (this.#loaded(), new Map()));
	/** Ids of new clients that wait until somebody wants to see them. */
	waiting: readonly string[] = $derived.by(() => (this.#loaded(), []));
	isLoadingMore = $state(false);
	hasFailed = $state(false);
	/** The page may be left while something is being read. */
	#isFollowing = false;
	#ahead = new PageAhead((more) => this.#options.read(more));
	#movedAt = -stillMs;
	#inserted = new Set<string>();
	#missed = new Set<string>();
	#announced = new Announced();
	#changes = coalesce<string>((ids) => this.#readAgain(ids), gatherMs);
	#counts: CountsAgain;

	constructor(loaded: () => ListPage, options: LiveListOptions) {
		this.#loaded = loaded;
		this.#options = options;
		this.#counts = new CountsAgain(options);
	}

	/** @returns stops following */
	follow(): () => void {
		const stop = listenToChanges((change) => this.#note(change));
		this.#isFollowing = true;
		this.#counts.start();
		return () => {
			stop();
			this.#isFollowing = false;
			this.#changes.cancel();
			this.#counts.stop();
		};
	}

	/** @returns how many rows were added */
	async loadMore(): Promise<number> {
		const { next } = this;
		if (!next || this.isLoadingMore) return 0;
		this.isLoadingMore = true;
		this.hasFailed = false;
		try {
			const query = this.#options.query();
			const ready = this.#ahead.take(next, query, liveState() === 'live');
			const page = ready ?? (await this.#ahead.read(next));
			// Something else may be looked for meanwhile.
			if (this.next !== next || this.#options.query() !== query) return 0;
			const known = new Set(this.rows.map(({ id }) => id));
			this.rows = [...this.rows, ...page.rows.filter(({ id }) => !known.has(id))];
			this.next = page.next;
			return page.rows.length;
		} catch {
			// Said on the page, with a way to try again.
			this.hasFailed = true;
			return 0;
		} finally {
			this.isLoadingMore = false;
		}
	}

	/** Reads the next page while nobody waits for it. */
	readAhead(): void {
		if (this.next && !this.isLoadingMore) void this.#ahead.fetch(this.next, this.#options.query());
	}

	/** Shows another page in place of this one: what is looked for while somebody types. */
	show(page: ListPage): void {
		this.rows = this.#known.settle(page.rows);
		this.next = page.next;
		this.fates = new Map();
		this.waiting = [];
		this.hasFailed = false;
	}

	/** Reads the list from its top, as many rows as are shown: what no longer belongs goes, what is new comes. */
	async reload(): Promise<void> {
		this.#options.onNews();
		const query = this.#options.query();
		const size = Math.min(Math.max(this.rows.length, 1), mostAtOnce);
		try {
			const page = await this.#options.read<ListPage>(`size=${size}`);
			if (this.#options.query() === query) this.show(page);
		} catch {
			this.hasFailed = true;
		}
		this.#counts.need();
		this.#counts.read();
	}

	/** Another page was loaded: what was announced after one set out for it is read once more. */
	recheck(departedAt: number): void {
		for (const id of this.#announced.since(departedAt)) this.#changes.add(id);
	}

	/** Somebody is at the rows: nothing is pushed away under them. */
	holdStill(): void {
		this.#movedAt = performance.now();
	}

	/** Brings back the pages that had been added before the person left. */
	restore(earlier: ListPage): void {
		if (earlier.rows.length <= this.rows.length) return;
		this.rows = earlier.rows;
		this.next = earlier.next;
		this.#changes.add(everything);
	}

	#note(change: RowChange | null): void {
		// A renamed plan stands in any number of rows.
		const isWide =
			!change || change.many || (change.table === 'plans' && change.operation === 'update');
		const id = isWide ? everything : change.client_id;
		if (!id || (!isWide && !tablesOfRows.includes(change.table))) return;
		if (change?.table === 'clients' && change.operation === 'insert') this.#inserted.add(id);
		this.#announced.note(id);
		this.#ahead.drop();
		this.#options.onNews();
		if (change) this.#counts.need();
		this.#changes.add(id);
	}

	async #readAgain(ids: Set<string>): Promise<void> {
		const query = this.#options.query();
		const isStale = () => !this.#isFollowing || this.#options.query() !== query;
		// Something else is looked for by now: its rows have to be looked at.
		const again = () => this.#isFollowing && ids.forEach((id) => this.#changes.add(id));
		try {
			if (ids.has(everything)) {
				const page = await this.#options.read<ListPage>('');
				if (isStale()) return void again();
				const known = new Set(this.rows.map(({ id }) => id));
				this.#arrive(
					page.rows.filter(({ id }) => !known.has(id)),
					true
				);
			}
			const asked = ids.has(everything) ? this.rows.map(({ id }) => id) : [...ids];
			for (let start = 0; start < asked.length; start += idsPerRead) {
				const some = asked.slice(start, start + idsPerRead);
				const read = await this.#options.read<ReadAgain>(`ids=${some.join(',')}`);
				if (isStale()) return void again();
				const patch = patchRows(this.rows, this.fates, read, some);
				this.rows = patch.rows;
				this.fates = patch.fates;
				this.#arrive(patch.strangers, false);
			}
		} catch {
			// Read a little later, or with the next change.
			for (const id of ids) this.#missed.add(id);
			return void setTimeout(again, retryMs);
		} finally {
			// Once the rows are there: counting takes longer than reading them.
			this.#counts.read();
		}
		for (const id of this.#missed) if (!ids.has(id)) this.#changes.add(id);
		this.#missed.clear();
	}

	/** Newest first they go to the top, if nobody is looking there; otherwise they wait and are announced. */
	#arrive(strangers: ListRow[], isOnFirstPage: boolean): void {
		const isNewestFirst = this.#options.isNewestFirst();
		const isNews = ({ id }: ListRow) => isOnFirstPage || this.#inserted.has(id);
		const isWhole = this.next === null;
		const fresh = newsAmong(strangers, this.rows, { isWhole, isNewestFirst, isNews });
		if (fresh.length === 0) return;
		const isStill = this.rows.length > 0 && performance.now() - this.#movedAt < stillMs;
		const mayMove = isNewestFirst && !isStill && this.waiting.length === 0 && !isReadingRows();
		const onTop = mayMove ? fresh.filter((row) => isNewer(row, this.rows)) : [];
		this.rows = [...onTop, ...this.rows];
		const waiting = fresh.filter((row) => !onTop.includes(row)).map(({ id }) => id);
		this.waiting = [...new Set([...this.waiting, ...waiting])];
		this.#options.onArrived(fresh);
	}
}
