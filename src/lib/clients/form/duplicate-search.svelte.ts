import { duplicatesPath } from '../client-paths.ts';
import type { ClientForm } from '../client-schema.ts';
import { duplicateQuery, type Duplicate } from './duplicate.ts';

const pauseMs = 350;

interface Options {
	reseller: string;
	/** The client that is being changed is not its own duplicate. */
	exceptId?: string;
}

/** Looks, while one types, for clients who may be the same. It never stands in the way: what fails just finds nothing. */
export class DuplicateSearch {
	#options: Options;
	#asked: string;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#request: AbortController | undefined;
	found = $state.raw<Duplicate[]>([]);

	/** @param known what stood there when the form was opened: that needs no warning any more */
	constructor(options: Options, known: Partial<ClientForm> | null) {
		this.#options = options;
		this.#asked = JSON.stringify(known ? duplicateQuery(known) : null);
	}

	ask(form: Partial<ClientForm>): void {
		const query = duplicateQuery(form);
		const text = JSON.stringify(query);
		if (text === this.#asked) return;
		this.#asked = text;
		this.stop();
		if (!query) {
			this.found = [];
			return;
		}
		this.#timer = setTimeout(() => void this.#read(query), pauseMs);
	}

	stop(): void {
		clearTimeout(this.#timer);
		this.#request?.abort();
	}

	async #read(fields: object): Promise<void> {
		const request = new AbortController();
		this.#request = request;
		try {
			const response = await fetch(duplicatesPath(this.#options.reseller), {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ fields, exceptId: this.#options.exceptId ?? null }),
				signal: request.signal
			});
			this.found = response.ok ? ((await response.json()) as Duplicate[]) : [];
		} catch {
			// Aborted by the next keystroke, or no connection: a hint less.
			if (!request.signal.aborted) this.found = [];
		}
	}
}
