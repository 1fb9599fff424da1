/** Longer than any of the work should take, on a slow day too; shorter than what a person notices. */
export const stepMs = 400;

/**
 * Waits until a whole number of steps has passed since `startedAt` (of `performance.now()`). What was found out
 * meanwhile took some part of a step more or less, which is not seen from outside.
 */
export async function untilNextStep(startedAt: number): Promise<void> {
	const elapsed = performance.now() - startedAt;
	const rest = Math.ceil(elapsed / stepMs) * stepMs - elapsed;
	await new Promise((resolve) => setTimeout(resolve, rest));
}
