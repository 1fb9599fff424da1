/**
 * Realtime closes a channel that says more than five times within 30 seconds who is there, and the account would no
 * longer be followed. So: the first words at once, further ones slower, and one always in reserve.
 */
const windowMs = 30_000;
const callsPerWindow = 4;
/** By how many calls there were within the window: so long after the last one. */
const restMs = [0, 1_000, 4_000, 8_000];

/**
 * How long to wait before the presence may be told again.
 * @param calledAt instants of earlier calls in milliseconds, ascending
 */
export function presenceDelay(calledAt: number[], now: number): number {
	const recent = calledAt.filter((at) => at > now - windowMs);
	const last = recent.at(-1);
	if (last === undefined) return 0;
	const rest = restMs[recent.length];
	const until = rest === undefined ? recent.at(-callsPerWindow)! + windowMs : last + rest;
	return Math.max(0, until - now);
}
