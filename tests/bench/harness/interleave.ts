export interface Rounds {
	/** Measured runs of every variant. */
	runs: number;
	/** Runs before them that do not count. */
	warmUp: number;
	/** When the time is up there are no more runs than the fewest that have a median. Default 60. */
	patienceSeconds?: number;
}

/** One run of a variant. @returns its duration in milliseconds */
export type Variant = () => Promise<number>;

/** Fewer have no median worth quoting. */
const fewestRuns = 5;

/**
 * Runs the variants in turn, A B, B A, A B …, so that whatever slows the machine down for a while slows down all of them.
 * @returns every variant's durations in milliseconds, in the order in which they were measured
 * @throws RangeError for fewer than five runs
 */
export async function interleave<Name extends string>(
	variants: Record<Name, Variant>,
	{ runs, warmUp, patienceSeconds = 60 }: Rounds
): Promise<Record<Name, number[]>> {
	if (runs < fewestRuns) throw new RangeError(`a median needs ${fewestRuns} runs, not ${runs}`);
	const names = Object.keys(variants) as Name[];
	const durations = Object.fromEntries(names.map((name) => [name, []])) as unknown as Record<
		Name,
		number[]
	>;
	const patientUntil = performance.now() + patienceSeconds * 1000;
	for (let round = -warmUp; round < runs; round++) {
		if (round >= fewestRuns && performance.now() > patientUntil) break;
		for (const name of round % 2 === 0 ? names : names.toReversed()) {
			const duration = await variants[name]();
			if (round >= 0) durations[name].push(duration);
		}
	}
	return durations;
}
