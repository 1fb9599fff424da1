/**
 * Like Promise.all, but when one fails it waits for the others to be over before it rejects: what they started is then
 * known, and can be stopped.
 */
export async function allOrNone<Work extends readonly unknown[]>(
	work: Work
): Promise<{ -readonly [Index in keyof Work]: Awaited<Work[Index]> }> {
	await Promise.allSettled(work);
	return Promise.all(work);
}
