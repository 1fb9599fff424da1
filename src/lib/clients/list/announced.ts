/** Nothing is kept for longer, in milliseconds: pages fetched ahead are not shown when they are so old. */
const oldestPageMs = 15_000;
/** How long a page that was fetched ahead may outlive an announcement: then SvelteKit is told to drop it. */
const dropMs = 2_000;

/** Ids that were announced lately: a page may have been read just before. */
export class Announced {
	#at = new Map<string, number>();

	note(id: string): void {
		this.#at.set(id, performance.now());
	}

	/**
	 * What a page may not have in it.
	 * @param departedAt when one set out for it, by `performance.now()`
	 */
	since(departedAt: number): string[] {
		const from = Math.max(departedAt - dropMs, performance.now() - oldestPageMs);
		for (const [id, at] of this.#at) if (at < from) this.#at.delete(id);
		return [...this.#at.keys()];
	}
}
