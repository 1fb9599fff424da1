import { coalesce } from '#lib/realtime/coalesce.ts';
import { listenToChanges } from '#lib/realtime/live-account.svelte.ts';
import type { RowChange } from '#lib/realtime/live.ts';
import { writeCursor } from './client-cursor.ts';
import { mergeRows } from './client-rows.ts';
import type { ClientSummary } from './client.ts';

export interface ClientListData {
	rows: ClientSummary[];
	hasMore: boolean;
	total: number;
}

interface Options {
	/** Where rows are read again: `/…/clients/rows?` and this query. */
	read: <Answer>(query: string) => Promise<Answer>;
	onArrived: (rows: ClientSummary[]) => void;
}

const gatherMs = 120;
/** How long after the last movement of a mouse over the rows nothing may shift under it. */
const stillMs = 2_000;
const idsPerRead = 50;
const everything = '*';

/** The client list as it stands on the page: pages added below, changes made elsewhere patched in place. */
export class LiveClients {
	#loaded: () => ClientListData;
	#options: Options;
	// What the load function read, until something newer is known here.
	rows = $derived.by(() => this.#loaded().rows);
	hasMore = $derived.by(() => this.#loaded().hasMore);
	total = $derived.by(() => this.#loaded().total);
	isLoadingMore = $state(false);
	hasFailed = $state(false);
	/** New clients held back while somebody is about to click. */
	waiting = $state.raw<ClientSummary[]>([]);
	/** The page may be left while something is being read. */
	#isFollowing = false;
	#stillTimer: ReturnType<typeof setTimeout> | undefined;
	#changes = coalesce<string>((ids) => void this.#readAgain(ids), gatherMs);

	constructor(loaded: () => ClientListData, options: Options) {
		this.#loaded = loaded;
		this.#options = options;
	}

	/** @returns stops following */
	follow(): () => void {
		const stop = listenToChanges((change) => this.#note(change));
		this.#isFollowing = true;
		return () => {
			stop();
			this.#isFollowing = false;
			this.#changes.cancel();
			clearTimeout(this.#stillTimer);
		};
	}

	async loadMore(): Promise<number> {
		const last = this.rows.at(-1);
		if (!last || this.isLoadingMore) return 0;
		this.isLoadingMore = true;
		this.hasFailed = false;
		try {
			const page = await this.#options.read<Omit<ClientListData, 'total'>>(
				`after=${writeCursor(last)}`
			);
			this.rows = [...this.rows, ...page.rows];
			this.hasMore = page.hasMore;
			return page.rows.length;
		} catch {
			// Said on the page, with a way to try again.
			this.hasFailed = true;
			return 0;
		} finally {
			this.isLoadingMore = false;
		}
	}

	/** A mouse moves over the rows: nothing is pushed away under it until it has come to rest. */
	holdStill(): void {
		clearTimeout(this.#stillTimer);
		this.#stillTimer = setTimeout(() => this.release(), stillMs);
	}

	/** Puts the rows that were held back into the list. */
	release(): void {
		clearTimeout(this.#stillTimer);
		this.#stillTimer = undefined;
		const waiting = this.waiting;
		this.waiting = [];
		this.#merge(waiting, []);
	}

	/** Brings back the pages that had been added before the person left. */
	restore(earlier: ClientListData): void {
		if (earlier.rows.length <= this.rows.length) return;
		const { rows } = mergeRows(earlier.rows, this.rows, [], false);
		this.rows = rows;
		this.hasMore = earlier.hasMore;
		this.#changes.add(everything);
	}

	#note(change: RowChange | null): void {
		if (!change) return this.#changes.add(everything);
		// A renamed plan stands in any number of rows.
		if (change.table === 'plans' && change.operation === 'update')
			return this.#changes.add(everything);
		if (change.client_id) this.#changes.add(change.client_id);
	}

	async #readAgain(ids: Set<string>): Promise<void> {
		try {
			if (ids.has(everything)) await this.#readFirstPage();
			if (!this.#isFollowing) return;
			const asked = ids.has(everything) ? this.rows.map(({ id }) => id) : [...ids];
			for (let start = 0; start < asked.length; start += idsPerRead) {
				const some = asked.slice(start, start + idsPerRead);
				const fresh = await this.#options.read<ClientSummary[]>(`ids=${some.join(',')}`);
				if (!this.#isFollowing) return;
				this.#merge(fresh, some);
			}
		} catch {
			// The next change, or the connection coming back, reads what was missed.
			for (const id of ids) this.#missed.add(id);
			return;
		}
		const missed = [...this.#missed];
		this.#missed.clear();
		for (const id of missed) if (!ids.has(id)) this.#changes.add(id);
	}
	#missed = new Set<string>();

	async #readFirstPage(): Promise<void> {
		const page = await this.#options.read<ClientListData>('');
		if (!this.#isFollowing) return;
		this.total = page.total;
		this.#merge(page.rows, [], false);
	}

	#merge(fresh: ClientSummary[], asked: string[], counts = true): void {
		const merge = mergeRows(this.rows, fresh, asked, !this.hasMore);
		const arrived = fresh.filter(({ id }) => merge.arrivedIds.includes(id));
		if (arrived.length > 0 && this.#stillTimer !== undefined) {
			const known = new Set(arrived.map(({ id }) => id));
			this.waiting = [...arrived, ...this.waiting.filter(({ id }) => !known.has(id))];
			return this.#merge(
				fresh.filter(({ id }) => !known.has(id)),
				asked,
				counts
			);
		}
		this.rows = merge.rows;
		if (counts) this.total += arrived.length - merge.removedIds.length;
		if (arrived.length > 0) this.#options.onArrived(arrived);
	}
}
