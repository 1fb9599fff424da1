import { get, type Readable, type Writable } from 'svelte/store';
import {
	clientColumns,
	sameValue,
	storedClient,
	type ClientField,
	type StoredClient,
	type StoredValue
} from '#lib/clients/client-fields.ts';
import type { ClientForm } from '#lib/clients/client-schema.ts';
import type { Missing } from './data-request.ts';
import { askedFields, type KeptAnswers } from './open-request.ts';

const settledMs = 250;
const pausedMs = 1_500;
const retryMs = 5_000;

export type SaveState = 'idle' | 'saving' | 'saved' | 'waiting' | 'over';

interface AutosaveSettings {
	/** Where single answers are kept. */
	path: string;
	values: Readable<Partial<ClientForm>>;
	errors: Pick<Writable<Partial<Record<ClientField, unknown>>>, 'update'>;
	/** What the server has. */
	known: StoredClient;
	savedAt: string | null;
	missing: Missing;
	/** The link is used, withdrawn or out of date. */
	onOver: () => void;
}

/** Keeps each answer of the public form as soon as its field is left; what could not be sent is sent again. */
export class Autosave {
	state = $state<SaveState>('idle');
	savedAt = $state<string | null>(null);
	missing = $state<Missing>({ boleto: [], note: [] });
	readonly #settings: AutosaveSettings;
	readonly #known: StoredClient;
	/** What was refused, so that the same text is not sent again and again. */
	readonly #refused = new Map<ClientField, StoredValue>();
	#timer: ReturnType<typeof setTimeout> | undefined;
	#isSending = false;
	#isPaused = false;

	constructor(settings: AutosaveSettings) {
		this.#settings = settings;
		this.#known = { ...settings.known };
		this.savedAt = settings.savedAt;
		this.missing = settings.missing;
	}

	/** Something is being typed. */
	typed(): void {
		this.#schedule(pausedMs);
	}

	/** A field was left, or chosen. */
	settled(): void {
		this.#schedule(settledMs);
	}

	/** Tells the reseller that the form was opened. */
	async open(): Promise<void> {
		await this.#send([]);
	}

	/** The form itself is being handed in. */
	pause(): void {
		this.#isPaused = true;
		clearTimeout(this.#timer);
	}

	resume(): void {
		this.#isPaused = false;
	}

	/** Sends what is not kept yet, also while the page goes away. */
	async flush(): Promise<void> {
		clearTimeout(this.#timer);
		if (this.#isPaused || this.#isSending || this.state === 'over') return;
		const fields = this.#unsent();
		if (fields.length > 0) await this.#send(fields);
	}

	#schedule(afterMs: number): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.flush(), afterMs);
	}

	#stored(): StoredClient {
		return storedClient(get(this.#settings.values));
	}

	#unsent(): ClientField[] {
		const stored = this.#stored();
		return [...askedFields].filter((field) => {
			const column = clientColumns[field];
			const value = stored[column];
			if (value === undefined || sameValue(value, this.#known[column])) return false;
			return !this.#refused.has(field) || !sameValue(value, this.#refused.get(field));
		});
	}

	async #send(fields: ClientField[]): Promise<void> {
		const values = get(this.#settings.values);
		const stored = this.#stored();
		// A document is right or wrong by the kind of person that it is of.
		const sent = fields.includes('document') ? new Set([...fields, 'personType' as const]) : fields;
		const body = JSON.stringify(
			Object.fromEntries([...sent].map((field) => [field, values[field]]))
		);
		this.#isSending = true;
		if (fields.length > 0) this.state = 'saving';
		try {
			const response = await fetch(this.#settings.path, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body,
				keepalive: true
			});
			if (response.ok) this.#kept([...sent], stored, (await response.json()) as KeptAnswers);
			else this.#failed(response.status);
		} catch {
			this.#failed(0);
		} finally {
			this.#isSending = false;
		}
		// What was typed meanwhile.
		if (this.state !== 'waiting' && this.#unsent().length > 0) this.#schedule(settledMs);
	}

	#kept(fields: ClientField[], stored: StoredClient, answer: KeptAnswers): void {
		for (const field of fields) {
			const value = stored[clientColumns[field]] ?? null;
			if (field in answer.refused) this.#refused.set(field, value);
			else {
				this.#refused.delete(field);
				this.#known[clientColumns[field]] = value;
			}
		}
		this.#settings.errors.update((errors) => {
			const others = Object.entries(errors).filter(
				([field]) => !fields.includes(field as ClientField)
			);
			const against = Object.entries(answer.refused).map(([field, words]) => [field, [words]]);
			return Object.fromEntries([...others, ...against]);
		});
		this.savedAt = answer.savedAt;
		this.missing = answer.missing;
		this.state = answer.savedAt ? 'saved' : 'idle';
	}

	#failed(status: number): void {
		if (status === 404 || status === 410) {
			this.state = 'over';
			this.#settings.onOver();
			return;
		}
		this.state = 'waiting';
		this.#schedule(retryMs);
	}
}
