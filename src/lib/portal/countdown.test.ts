import { expect, test } from 'vitest';
import { isoDuration, secondsLeft } from './countdown.ts';

test.each([
	[1800, 0, 1800],
	[1800, 400, 1800],
	[1800, 1000, 1799],
	[120, 119_001, 1],
	[120, 120_000, 0],
	[120, 500_000, 0],
	[0, 0, 0]
])('of %i s after %i ms %i s are left', (granted, elapsed, left) =>
	expect(secondsLeft(granted, elapsed)).toBe(left)
);

test.each([
	[1800, 'PT30M0S'],
	[1745, 'PT29M5S'],
	[9, 'PT0M9S']
])('%i s are %s for machines', (seconds, duration) => expect(isoDuration(seconds)).toBe(duration));
