/**
 * Answers no sooner than after `milliseconds`, whichever way `work` went, so that the time of the
 * answer does not tell what was found.
 */
export async function uniformly<Result>(
	milliseconds: number,
	work: () => Promise<Result>
): Promise<Result> {
	const elapsed = new Promise((resolve) => setTimeout(resolve, milliseconds));
	try {
		return await work();
	} finally {
		await elapsed;
	}
}
