/** A page that was fetched ahead, when its link was pointed at, may be so old when it is shown, in milliseconds. */
const oldestPageMs = 15_000;

/** Ids that were announced lately: a page may have been read just before. */
export class Announced {
	#at = new Map<string, number>();

	note(id: string): void {
		this.#at.set(id, performance.now());
	}

	lately(): string[] {
		const since = performance.now() - oldestPageMs;
		for (const [id, at] of this.#at) if (at < since) this.#at.delete(id);
		return [...this.#at.keys()];
	}
}
