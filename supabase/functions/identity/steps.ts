/**
 * Longer than the work takes, also when the function runs on another continent than database and Auth (three calls of
 * 120 ms) and Auth compares a password, which hosted does for known people only; shorter than it annoys.
 */
export const stepMs = 600;

/**
 * Waits until a whole number of steps has passed since `startedAt` (of `performance.now()`). What was found out
 * meanwhile took some part of a step more or less, which is not seen from outside.
 */
export async function untilNextStep(startedAt: number): Promise<void> {
	const elapsed = performance.now() - startedAt;
	const rest = Math.ceil(elapsed / stepMs) * stepMs - elapsed;
	await new Promise((resolve) => setTimeout(resolve, rest));
}
