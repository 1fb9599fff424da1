import { rereader } from '#lib/realtime/rereader.ts';
import { watchMeters } from './live-meters.ts';
import type { SessionsToday } from './sessions-today.ts';

const readWithinMs = 4_000;

/** What is used today, as it stands on the page: read again when something moves, and when the day is over. */
export class LiveToday {
	#loaded: () => SessionsToday;
	#read: () => Promise<SessionsToday>;
	today: SessionsToday = $derived.by(() => this.#loaded());
	#again = rereader(() => this.#readAgain(), readWithinMs);
	#isFollowing = false;
	#midnight: ReturnType<typeof setTimeout> | undefined;

	constructor(loaded: () => SessionsToday, read: () => Promise<SessionsToday>) {
		this.#loaded = loaded;
		this.#read = read;
	}

	/** To be called in an effect. @returns stops following */
	follow(): () => void {
		this.#isFollowing = true;
		const stop = watchMeters({
			onMeters: () => this.#again.ask(),
			onMissed: () => this.#again.ask()
		});
		this.#awaitMidnight(this.#loaded());
		return () => {
			this.#isFollowing = false;
			clearTimeout(this.#midnight);
			stop();
			this.#again.cancel();
		};
	}

	async #readAgain(): Promise<void> {
		const of = this.#loaded();
		const today = await this.#read();
		// The page may have been loaded anew by now, for another account perhaps.
		if (!this.#isFollowing || this.#loaded() !== of) return;
		this.today = today;
		this.#awaitMidnight(today);
	}

	#awaitMidnight({ day_ends_in_s: seconds }: SessionsToday): void {
		clearTimeout(this.#midnight);
		if (seconds !== null) this.#midnight = setTimeout(() => this.#again.ask(), seconds * 1000);
	}
}
