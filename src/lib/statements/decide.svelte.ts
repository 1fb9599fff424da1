import { SvelteSet } from 'svelte/reactivity';
import { deserialize } from '$app/forms';
import { goto } from '$app/navigation';
import { m } from '#lib/paraglide/messages.js';
import { readAgain } from '#lib/realtime/read-again.ts';

export type Decision = 'accept' | 'link' | 'ignore' | 'reconsider' | 'acceptSure' | 'discard';

/** Decides on the lines of one statement: what is under way, and what was refused last. */
export class Decisions {
	readonly #path: () => string;
	readonly #busy = new SvelteSet<string>();
	refusal = $state('');

	/** @param path of the statement */
	constructor(path: () => string) {
		this.#path = path;
	}

	isBusy(lineId: string): boolean {
		return this.#busy.has(lineId);
	}

	/**
	 * @param about the line, or what else only one decision at a time is about
	 * @returns what the server answered, once the page shows it; null when it refused, and then the lines are shown as they stand now
	 */
	async decide(
		decision: Decision,
		about: string,
		fields: Record<string, string> = {}
	): Promise<Record<string, unknown> | null> {
		if (this.#busy.has(about)) return null;
		this.#busy.add(about);
		this.refusal = '';
		try {
			const answer = await this.#post(decision, fields);
			// A statement that was discarded is not there to be read again.
			if (typeof answer?.location === 'string')
				await goto(answer.location, { invalidateAll: true });
			else await readAgain('live:bank_statements');
			return answer;
		} finally {
			this.#busy.delete(about);
		}
	}

	async #post(action: Decision, fields: Record<string, string>) {
		const body = new FormData();
		for (const [name, value] of Object.entries(fields)) body.set(name, value);
		const response = await fetch(`${this.#path()}?/${action}`, {
			method: 'POST',
			body,
			headers: { 'x-sveltekit-action': 'true', accept: 'application/json' }
		}).catch(() => null);
		const result = response && deserialize(await response.text());
		if (result?.type === 'success') return result.data ?? {};
		if (result?.type === 'redirect') return { location: result.location };
		const said = result?.type === 'failure' ? result.data?.refusal : null;
		this.refusal = typeof said === 'string' ? said : m.bank_decision_failed();
		return null;
	}
}
