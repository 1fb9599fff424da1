/** How badly the provider and the way to it behave. All zero: every webhook arrives once, at once, in order. */
export interface Faults {
	/** Webhooks leave that much later; with `reorder` at most that much. */
	delayMs: number;
	/** So many more copies of every webhook. */
	duplicates: number;
	/** Each webhook waits a time of its own, so that they overtake each other. */
	reorder: boolean;
	/** Every k-th webhook is never sent; 0: none. */
	loseEvery: number;
	/** The API answers 503, or not at all. */
	outage: 'none' | 'errors' | 'timeouts';
	/** Every k-th change is made, but its answer never arrives; 0: none. */
	loseAnswersEvery: number;
}

export const noFaults: Faults = {
	delayMs: 0,
	duplicates: 0,
	reorder: false,
	loseEvery: 0,
	outage: 'none',
	loseAnswersEvery: 0
};

const most = { delayMs: 600_000, duplicates: 20, loseEvery: 1000, loseAnswersEvery: 1000 } as const;

/**
 * The faults with what was given changed.
 * @throws RangeError naming the field that is wrong
 */
export function changedFaults(faults: Faults, given: Record<string, unknown>): Faults {
	const changed = { ...faults };
	for (const [name, limit] of Object.entries(most)) {
		const value = given[name];
		if (value === undefined) continue;
		if (!Number.isInteger(value) || Number(value) < 0 || Number(value) > limit)
			throw new RangeError(`${name} must be a whole number from 0 to ${limit}`);
		changed[name as keyof typeof most] = Number(value);
	}
	if (given.reorder !== undefined) {
		if (typeof given.reorder !== 'boolean') throw new RangeError('reorder must be true or false');
		changed.reorder = given.reorder;
	}
	if (given.outage !== undefined) {
		const outage = (['none', 'errors', 'timeouts'] as const).find((one) => one === given.outage);
		if (!outage) throw new RangeError('outage must be none, errors or timeouts');
		changed.outage = outage;
	}
	return changed;
}
