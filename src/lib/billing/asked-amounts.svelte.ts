import { page } from '$app/state';
import { isCalendarDate } from '#lib/format/dates.ts';
import { amountsPath } from './billing-paths.ts';
import type { AmountsOn } from './invoice-details.ts';

/**
 * What an invoice asks for on a day that is being chosen: asked of the server, since the rule stands there alone.
 * What was asked for an earlier day never replaces what a later question got.
 */
export class AskedAmounts {
	/** Of the day that was asked last; null while it is not known. */
	current = $state.raw<AmountsOn | null>(null);
	/** Words of the refusal: no such day, or no connection. */
	hasFailed = $state(false);
	#latest = 0;

	async ask(invoiceId: string, on: string): Promise<AmountsOn | null> {
		const turn = ++this.#latest;
		this.hasFailed = false;
		if (!isCalendarDate(on)) {
			this.current = null;
			return null;
		}
		const amounts = await read(amountsPath(page.params.reseller ?? '', invoiceId, on));
		if (turn !== this.#latest) return null;
		this.current = amounts;
		this.hasFailed = amounts === null;
		return amounts;
	}
}

async function read(path: string): Promise<AmountsOn | null> {
	const response = await fetch(path, { headers: { accept: 'application/json' } }).catch(() => null);
	return response?.ok ? ((await response.json()) as AmountsOn) : null;
}
