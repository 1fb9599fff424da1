/** From here on the banner warns, in seconds. */
export const endingSeconds = 120;

/**
 * What is left of what the server granted, in whole seconds, never below zero.
 * @param grantedSeconds as the server counted when it answered
 * @param elapsedMs since that answer, by a clock that only runs forward
 */
export function secondsLeft(grantedSeconds: number, elapsedMs: number): number {
	return Math.max(0, Math.ceil(grantedSeconds - elapsedMs / 1000));
}

/** The same as ISO 8601 duration, for machines: `PT29M5S`. */
export function isoDuration(seconds: number): string {
	return `PT${Math.floor(seconds / 60)}M${seconds % 60}S`;
}
