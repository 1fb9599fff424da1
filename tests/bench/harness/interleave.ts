export interface Rounds {
	/** Measured runs of every variant. */
	runs: number;
	/** Runs before them that do not count. */
	warmUp: number;
	/** When the time is up there are no more runs than the fewest that have a median. Default 60. */
	patienceSeconds?: number;
}

/** Fewer have no median worth quoting. */
const fewestRuns = 5;

/**
 * Runs the variants in turn, A B, B A, A B …, so that whatever slows the machine down for a while slows down all of them.
 * @param variants each does one run and answers what it measured
 * @returns every variant's measurements, in the order in which they were made
 * @throws RangeError for fewer than five runs
 */
export async function interleave<Name extends string, Measured>(
	variants: Record<Name, () => Promise<Measured>>,
	{ runs, warmUp, patienceSeconds = 60 }: Rounds
): Promise<Record<Name, Measured[]>> {
	if (runs < fewestRuns) throw new RangeError(`a median needs ${fewestRuns} runs, not ${runs}`);
	const names = Object.keys(variants) as Name[];
	const measured = Object.fromEntries(
		names.map((name): [string, Measured[]] => [name, []])
	) as Record<Name, Measured[]>;
	const patientUntil = performance.now() + patienceSeconds * 1000;
	for (let round = -warmUp; round < runs; round++) {
		if (round >= fewestRuns && performance.now() > patientUntil) break;
		for (const name of round % 2 === 0 ? names : names.toReversed()) {
			const one = await variants[name]();
			if (round >= 0) measured[name].push(one);
		}
	}
	return measured;
}
