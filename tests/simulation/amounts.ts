/** A fraction of integers as an integer, rounded half up. Nothing here is negative. */
export const halfUp = (numerator: bigint, denominator: bigint): bigint =>
	(numerator * 2n + denominator) / (denominator * 2n);

export const least = (...amounts: bigint[]): bigint =>
	amounts.reduce((lowest, amount) => (amount < lowest ? amount : lowest));

export const atLeastZero = (amount: bigint): bigint => (amount > 0n ? amount : 0n);

export const sum = (amounts: bigint[]): bigint =>
	amounts.reduce((total, amount) => total + amount, 0n);

/** What a number of days costs, out of an amount for so many. */
export const partOf = (cents: bigint, days: number, ofDays: number): bigint =>
	halfUp(cents * BigInt(days), BigInt(ofDays));

export const percentOf = (cents: bigint, basisPoints: number): bigint =>
	halfUp(cents * BigInt(basisPoints), 10_000n);

/** The n-th instalment, counted from one: the first ones carry the cents that do not divide. */
export function instalmentOf(total: bigint, instalments: number, number: number): bigint {
	const whole = total / BigInt(instalments);
	return BigInt(number) <= total - whole * BigInt(instalments) ? whole + 1n : whole;
}

/**
 * What lateness costs: P × fine, once, and P × interest ÷ 30 for each day, as one amount rounded half up; what of it is
 * not the fine (half up as well) is interest.
 */
export function lateness(
	principal: bigint,
	rates: { fineBps: number; interestBps: number },
	days: number,
	isFined: boolean
): { fine: bigint; interest: bigint } {
	if (days <= 0) return { fine: 0n, interest: 0n };
	const fineBps = isFined ? 0 : rates.fineBps;
	const fine = percentOf(principal, fineBps);
	const thirtieths = BigInt(fineBps * 30 + rates.interestBps * days);
	return { fine, interest: halfUp(principal * thirtieths, 300_000n) - fine };
}
