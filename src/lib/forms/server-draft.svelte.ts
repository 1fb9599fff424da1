import { deserialize } from '$app/forms';
import type { AppForm } from './create-form.ts';

const pauseMs = 1_200;
const retryMs = 10_000;

/** Keeps what is typed on the server while the form is open: it survives the tab, the browser and the machine. */
export class ServerDraft<Data extends Record<string, unknown>> {
	#form: AppForm<Data>;
	#action: string;
	#element: () => HTMLFormElement | null;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#underWay: Promise<boolean> | undefined;
	#hasChanges = false;
	#isFinished = false;
	/** ISO 8601 instant; null while nothing has been kept. */
	keptAt = $state<string | null>(null);
	hasFailed = $state(false);

	/** @param action keeps whatever is in the form, right or wrong, and changes nothing else */
	constructor(form: AppForm<Data>, action: string, element: () => HTMLFormElement | null) {
		this.#form = form;
		this.#action = action;
		this.#element = element;
	}

	/** @returns stops keeping */
	follow(): () => void {
		let isFirst = true;
		const stop = this.#form.form.subscribe(() => {
			// A store says its value once at the start: nothing has been typed by then.
			if (isFirst) isFirst = false;
			else this.#changed(pauseMs);
		});
		const keepNow = () => void this.keepNow();
		addEventListener('pagehide', keepNow);
		return () => {
			removeEventListener('pagehide', keepNow);
			stop();
			clearTimeout(this.#timer);
		};
	}

	/** @returns whether everything typed is kept */
	async keepNow(): Promise<boolean> {
		clearTimeout(this.#timer);
		await this.#underWay;
		if (!this.#hasChanges) return !this.hasFailed;
		if (this.#isFinished) return false;
		this.#underWay = this.#keep();
		const isKept = await this.#underWay;
		this.#underWay = undefined;
		return isKept;
	}

	/** The form itself is being sent: nothing may arrive after it. */
	async finish(): Promise<void> {
		this.#isFinished = true;
		clearTimeout(this.#timer);
		await this.#underWay;
	}

	/** It was refused, and typing goes on. */
	resume(): void {
		this.#isFinished = false;
	}

	#changed(afterMs: number): void {
		if (this.#isFinished) return;
		this.#hasChanges = true;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.keepNow(), afterMs);
	}

	async #keep(): Promise<boolean> {
		const element = this.#element();
		if (!element) return false;
		this.#hasChanges = false;
		const body = new URLSearchParams([...new FormData(element)].map(([n, v]) => [n, String(v)]));
		const isKept = await send(this.#action, body);
		this.hasFailed = !isKept;
		if (isKept) this.keptAt = new Date().toISOString();
		else this.#changed(retryMs);
		return isKept;
	}
}

async function send(action: string, body: URLSearchParams): Promise<boolean> {
	try {
		const response = await fetch(action, {
			method: 'POST',
			headers: { 'x-sveltekit-action': 'true', accept: 'application/json' },
			body,
			// The tab may be closing.
			keepalive: body.toString().length < 60_000
		});
		return deserialize(await response.text()).type === 'success';
	} catch {
		// No connection: said beside the buttons, and tried again.
		return false;
	}
}
