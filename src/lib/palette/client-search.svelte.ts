import type { ClientHit } from './client-hit.ts';
import { matchesAnywhere } from './matches.ts';

/** How long somebody pauses between two keys. */
const pauseMs = 120;

export type SearchState = 'idle' | 'searching' | 'done' | 'failed' | 'offline';

/** Clients as one types: one question at a time, the last one wins. */
export class ClientSearch {
	hits = $state.raw<ClientHit[]>([]);
	state = $state<SearchState>('idle');
	#read: (query: string, signal: AbortSignal) => Promise<ClientHit[]>;
	#asked = '';
	#answers = new Map<string, ClientHit[]>();
	#timer: ReturnType<typeof setTimeout> | undefined;
	#request: AbortController | undefined;

	/** @param read asks for `q=<text>`, encoded */
	constructor(read: (query: string, signal: AbortSignal) => Promise<ClientHit[]>) {
		this.#read = read;
	}

	/** @param typed as it stands in the field now */
	look(typed: string): void {
		const asked = typed.trim();
		if (asked === this.#asked) return;
		this.#asked = asked;
		this.#stop();
		if (!asked) return this.#show([], 'idle');
		const known = this.#answers.get(asked);
		if (known) return this.#show(known, 'done');
		// Until the answer is there, what fits of the earlier one stays: nothing flickers.
		const fitting = this.hits.filter((hit) =>
			matchesAnywhere(asked, hit.name, hit.tradeName ?? '', hit.document ?? '', `${hit.number}`)
		);
		this.#show(fitting, 'searching');
		this.#timer = setTimeout(() => void this.#ask(asked), pauseMs);
	}

	/** After a failure. */
	again(): void {
		this.#stop();
		this.state = 'searching';
		void this.#ask(this.#asked);
	}

	/** Forgets everything: clients change. */
	clear(): void {
		this.#stop();
		this.#asked = '';
		this.#answers.clear();
		this.#show([], 'idle');
	}

	async #ask(asked: string): Promise<void> {
		const request = new AbortController();
		this.#request = request;
		try {
			const hits = await this.#read(`q=${encodeURIComponent(asked)}`, request.signal);
			if (request.signal.aborted) return;
			this.#answers.set(asked, hits);
			this.#show(hits, 'done');
		} catch {
			// Said in the palette, with a way to try again.
			if (!request.signal.aborted) this.#show([], navigator.onLine ? 'failed' : 'offline');
		}
	}

	#show(hits: ClientHit[], state: SearchState): void {
		this.hits = hits;
		this.state = state;
	}

	#stop(): void {
		clearTimeout(this.#timer);
		this.#request?.abort();
	}
}
