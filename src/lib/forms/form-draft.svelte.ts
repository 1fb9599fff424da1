import { get } from 'svelte/store';
import type { AppForm } from './create-form.ts';
import { dropDraft, fittingParts, keepDraft, readDraft, type DraftPlace } from './local-draft.ts';

const pauseMs = 400;

/** Keeps what is typed in this browser until it is saved, so that a closed tab loses nothing. */
export class FormDraft<Data extends Record<string, unknown>> {
	#form: AppForm<Data>;
	#place: DraftPlace;
	#opened: Data;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#isOver = false;
	/** When the draft was kept that now stands in the form; null when none does. */
	restoredAt = $state<string | null>(null);

	constructor(form: AppForm<Data>, place: DraftPlace) {
		this.#form = form;
		this.#place = place;
		this.#opened = get(form.form);
	}

	/**
	 * Brings an earlier draft back and keeps what is typed from now on; call it once the page stands.
	 * @returns stops keeping
	 */
	follow(): () => void {
		this.#restore();
		const stop = this.#form.form.subscribe(() => {
			clearTimeout(this.#timer);
			this.#timer = setTimeout(() => this.#keep(), pauseMs);
		});
		const keepNow = () => this.#keep();
		addEventListener('pagehide', keepNow);
		return () => {
			removeEventListener('pagehide', keepNow);
			stop();
			// Leaving with changes must not lose the last few letters.
			if (this.#timer !== undefined) this.#keep();
		};
	}

	/** The form as it was opened, without the draft. */
	discard(): void {
		this.drop();
		this.#form.reset({ newState: this.#opened });
	}

	/** After saving, on the way to another page: what still changes in the form is no draft. */
	finish(): void {
		this.#isOver = true;
		this.drop();
	}

	/** After saving, with the form at hand for the next one: nothing is left to be kept. */
	drop(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.restoredAt = null;
		dropDraft(this.#place);
	}

	#restore(): void {
		const draft = readDraft(this.#place);
		if (!draft) return;
		const current = get(this.#form.form);
		const restored = { ...current, ...fittingParts(draft.data, current) };
		if (JSON.stringify(restored) === JSON.stringify(current)) return dropDraft(this.#place);
		this.#form.form.set(restored);
		this.restoredAt = draft.at;
	}

	#keep(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		if (!this.#isOver && this.#form.isTainted())
			keepDraft(this.#place, get(this.#form.form), new Date());
	}
}
