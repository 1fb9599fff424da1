import { m } from '#lib/paraglide/messages.js';
import { isMoving, type ClientImport } from './import.ts';
import type { ImportStep } from './step-schema.ts';

/**
 * An import that an open page moves on, chunk by chunk. Closing the page stops it, opening it again goes on; several open
 * pages take turns.
 */
export class RunningImport {
	/** What the last step answered; until then what the page was loaded with. */
	#answered = $state.raw<ClientImport | null>(null);
	#given: () => ClientImport;
	#path: () => string;
	#isDriving = false;
	isBusy = $state(false);
	failure = $state('');

	constructor(given: () => ClientImport, path: () => string) {
		this.#given = given;
		this.#path = path;
	}

	get now(): ClientImport {
		const given = this.#given();
		return this.#answered?.id === given.id ? this.#answered : given;
	}

	/** What the page has read again is newer than what a step answered. */
	readAgain(): void {
		if (!this.#isDriving) this.#answered = null;
	}

	/** Drives until nothing is left to do, somebody pauses, or the page goes. @returns stops */
	drive(): () => void {
		let isStopped = false;
		if (this.#isDriving || !isMoving(this.now)) return () => {};
		this.#isDriving = true;
		void (async () => {
			try {
				while (!isStopped && isMoving(this.now))
					this.#answered = await this.#send({ do: 'advance' });
				this.failure = '';
			} catch (error) {
				this.failure = error instanceof Error ? error.message : String(error);
			} finally {
				this.#isDriving = false;
			}
		})();
		return () => (isStopped = true);
	}

	/** A step that somebody asked for. */
	async take(step: ImportStep): Promise<boolean> {
		if (this.isBusy) return false;
		this.isBusy = true;
		this.failure = '';
		try {
			this.#answered = await this.#send(step);
			return true;
		} catch (error) {
			this.failure = error instanceof Error ? error.message : String(error);
			return false;
		} finally {
			this.isBusy = false;
		}
	}

	async #send(step: ImportStep): Promise<ClientImport> {
		const response = await fetch(`${this.#path()}/step`, {
			method: 'POST',
			headers: { 'content-type': 'application/json', accept: 'application/json' },
			body: JSON.stringify(step)
		}).catch(() => null);
		if (response?.ok) return (await response.json()) as ClientImport;
		const refusal = (await response?.json().catch(() => null)) as { message?: string } | null;
		throw new Error(refusal?.message ?? m.imports_step_failed());
	}
}
