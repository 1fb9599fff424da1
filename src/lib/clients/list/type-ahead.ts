interface Options<Found> {
	/** Abandoned as soon as somebody types on. */
	find: (text: string, signal: AbortSignal) => Promise<Found>;
	onfound: (found: Found, text: string) => void;
	/** Nothing was typed for a while: the address may follow. */
	onrest: (text: string) => void;
	onfailed: (error: unknown) => void;
}

/** The first key is answered at once; what follows within this is gathered. */
const debounceMs = 80;
const restMs = 500;

/** Looks while somebody types: never for what is no longer wanted, and never showing an earlier answer over a later one. */
export class TypeAhead<Found> {
	#options: Options<Found>;
	#request: AbortController | undefined;
	#debounce: ReturnType<typeof setTimeout> | undefined;
	#rest: ReturnType<typeof setTimeout> | undefined;
	#typedAt = -debounceMs;

	constructor(options: Options<Found>) {
		this.#options = options;
	}

	/** Whether something typed has not reached the address yet. */
	get isUnderWay(): boolean {
		return this.#rest !== undefined;
	}

	type(text: string): void {
		this.cancel();
		const now = performance.now();
		const isFirst = now - this.#typedAt >= debounceMs;
		this.#typedAt = now;
		if (isFirst) void this.#find(text);
		else this.#debounce = setTimeout(() => void this.#find(text), debounceMs);
		this.#rest = setTimeout(() => this.finish(text), restMs);
	}

	/** Does not wait for the rest. */
	finish(text: string): void {
		clearTimeout(this.#rest);
		this.#rest = undefined;
		this.#options.onrest(text);
	}

	cancel(): void {
		this.#request?.abort();
		clearTimeout(this.#debounce);
		clearTimeout(this.#rest);
		this.#rest = undefined;
	}

	async #find(text: string): Promise<void> {
		const request = new AbortController();
		this.#request = request;
		try {
			const found = await this.#options.find(text, request.signal);
			if (!request.signal.aborted) this.#options.onfound(found, text);
		} catch (error) {
			if (!request.signal.aborted) this.#options.onfailed(error);
		}
	}
}
