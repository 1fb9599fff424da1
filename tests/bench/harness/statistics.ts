/** The middle value; of an even count the mean of the two in the middle. @throws RangeError when there is none */
export function median(values: readonly number[]): number {
	const sorted = inOrder(values);
	const middle = sorted.length / 2;
	return Number.isInteger(middle)
		? (sorted[middle - 1]! + sorted[middle]!) / 2
		: sorted[Math.floor(middle)]!;
}

/**
 * The smallest measured value that at least `share` of all values do not exceed (nearest rank, nothing interpolated).
 * @param share above 0, up to 1: 0.95 for p95
 * @throws RangeError
 */
export function percentile(values: readonly number[], share: number): number {
	if (!(share > 0 && share <= 1)) throw new RangeError(`no such share: ${share}`);
	const sorted = inOrder(values);
	return sorted[Math.ceil(share * sorted.length) - 1]!;
}

function inOrder(values: readonly number[]): number[] {
	if (values.length === 0) throw new RangeError('nothing was measured');
	return values.toSorted((one, other) => one - other);
}
