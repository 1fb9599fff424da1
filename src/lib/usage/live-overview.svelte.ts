import { untrack } from 'svelte';
import { rereader } from '#lib/realtime/rereader.ts';
import { watchMeters } from './live-meters.ts';
import { isLater, type Meter } from './meter.ts';
import { withMeter, type SessionOverview } from './session-overview.ts';

interface Options {
	/** Reads the overview again. */
	read: () => Promise<SessionOverview>;
	/** It was read again, because something moved. */
	onRead?: () => void;
}

/** Counters move with every message; hours, forecast and the ledger are read again so often at most. */
const readWithinMs = 4_000;

/** What a client has left, as it stands on the page: moved in place by what is announced. */
export class LiveOverview {
	#loaded: () => SessionOverview;
	#options: Options;
	/** What is known of its meter, however old that is which was read. */
	#latest: Meter | null = null;
	overview: SessionOverview = $derived.by(() => this.#settle(this.#loaded()));
	#again = rereader(() => this.#readAgain(), readWithinMs);
	#isFollowing = false;

	constructor(loaded: () => SessionOverview, options: Options) {
		this.#loaded = loaded;
		this.#options = options;
	}

	/** To be called in an effect. @returns stops following */
	follow(): () => void {
		this.#isFollowing = true;
		const stop = untrack(() =>
			watchMeters({
				onMeters: (meters) => this.#take(meters.get(this.overview.client_id)),
				onMissed: () => this.#again.ask()
			})
		);
		return () => {
			this.#isFollowing = false;
			stop();
			this.#again.cancel();
		};
	}

	#take(meter: Meter | undefined): void {
		if (!meter || !isLater(meter, this.overview)) return;
		this.#latest = meter;
		this.overview = withMeter(this.overview, meter);
		this.#again.ask();
	}

	#settle(overview: SessionOverview): SessionOverview {
		const isItsOwn = this.#latest?.client_id === overview.client_id;
		return this.#latest && isItsOwn ? withMeter(overview, this.#latest) : overview;
	}

	async #readAgain(): Promise<void> {
		const clientId = untrack(() => this.overview.client_id);
		const overview = await this.#options.read();
		// Another client's page may stand here by now.
		if (!this.#isFollowing || this.overview.client_id !== clientId) return;
		this.overview = this.#settle(overview);
		this.#options.onRead?.();
	}
}
