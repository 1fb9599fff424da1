import { rereader } from '#lib/realtime/rereader.ts';
import { watchMeters } from './live-meters.ts';
import type { SessionsToday } from './sessions-today.ts';

const readWithinMs = 4_000;

/** What is used today, as it stands on the page: read again when something moves. */
export class LiveToday {
	#loaded: () => SessionsToday;
	#read: () => Promise<SessionsToday>;
	today: SessionsToday = $derived.by(() => this.#loaded());
	#again = rereader(() => this.#readAgain(), readWithinMs);
	#isFollowing = false;

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
		return () => {
			this.#isFollowing = false;
			stop();
			this.#again.cancel();
		};
	}

	async #readAgain(): Promise<void> {
		const of = this.#loaded();
		const today = await this.#read();
		// The page may have been loaded anew by now, for another account perhaps.
		if (this.#isFollowing && this.#loaded() === of) this.today = today;
	}
}
