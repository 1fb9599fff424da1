import { untrack } from 'svelte';
import { rereader } from '#lib/realtime/rereader.ts';
import { announcedMeter, watchMeters } from '#lib/usage/live-meters.ts';
import { isLater, type Meter } from '#lib/usage/meter.ts';
import { idsPerRead } from './live-list.svelte.ts';
import type { ListRow } from './list-row.ts';

interface Options {
	/** The meters of these clients as they stand, at most `idsPerRead` of them. */
	read: (ids: string[]) => Promise<Meter[]>;
}

const readWithinMs = 1_000;

/**
 * How many sessions the clients of the list have left, as it is announced. Rows come from summaries, which follow a
 * second behind: once a meter was announced it is believed rather than they.
 */
export class LiveCounters {
	#rows: () => ListRow[];
	#options: Options;
	#meters = $state.raw<ReadonlyMap<string, Meter>>(new Map());
	#drawn = new Map<string, { of: ListRow; as: ListRow }>();
	#again = rereader(() => this.#readAgain(), readWithinMs);
	#isFollowing = false;
	rows: ListRow[] = $derived.by(() => this.#rows().map((row) => this.#counted(row)));

	constructor(rows: () => ListRow[], options: Options) {
		this.#rows = rows;
		this.#options = options;
	}

	/** To be called in an effect. @returns stops following */
	follow(): () => void {
		this.#isFollowing = true;
		const stop = untrack(() =>
			watchMeters({
				onMeters: (meters) => this.#take(meters.values()),
				onMissed: () => this.#again.ask()
			})
		);
		return () => {
			this.#isFollowing = false;
			stop();
			this.#again.cancel();
		};
	}

	#take(meters: Iterable<Meter>): void {
		const shown = new Set(this.#rows().map(({ id }) => id));
		const known = new Map(this.#meters);
		for (const meter of meters) {
			if (shown.has(meter.client_id) && isLater(meter, known.get(meter.client_id)))
				known.set(meter.client_id, meter);
		}
		this.#meters = known;
	}

	/** The row with its counter; the same object as long as neither changes, so that only what moved is drawn anew. */
	#counted(row: ListRow): ListRow {
		// A row that was added later may have been announced before it was here.
		const meter = this.#meters.get(row.id) ?? announcedMeter(row.id);
		if (!meter || meter.left === row.sessionsLeft) return row;
		const drawn = this.#drawn.get(row.id);
		if (drawn?.of === row && drawn.as.sessionsLeft === meter.left) return drawn.as;
		const as = { ...row, sessionsLeft: meter.left };
		this.#drawn.set(row.id, { of: row, as });
		return as;
	}

	async #readAgain(): Promise<void> {
		const ids = this.#rows().map(({ id }) => id);
		for (let start = 0; start < ids.length; start += idsPerRead) {
			const meters = await this.#options.read(ids.slice(start, start + idsPerRead));
			// The list may be left by now, and its rows with it.
			if (!this.#isFollowing) return;
			this.#take(meters);
		}
	}
}
