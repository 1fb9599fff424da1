/**
 * Splits a total so that not a cent is lost: what does not divide goes on top of the first.
 * @param totalCents whole cents, 0 or more
 * @param count 1 to 12
 */
export function splitInstalments(
	totalCents: number,
	count: number
): { firstCents: number; otherCents: number } {
	const otherCents = Math.floor(totalCents / count);
	return { firstCents: totalCents - otherCents * (count - 1), otherCents };
}
