import { expect, test } from 'vitest';
import { presenceDelay } from './presence-pace.ts';

test.each([
	['nothing was said yet', [], 0],
	['once, long ago', [10_000], 0],
	['once, just now', [99_900], 900],
	['twice', [95_000, 99_000], 3_000],
	['thrice', [90_000, 95_000, 99_000], 7_000],
	['four times: until the first is forgotten', [80_000, 85_000, 90_000, 99_000], 10_000]
])('%s', (_, calledAt, delay) => {
	expect(presenceDelay(calledAt, 100_000)).toBe(delay);
});

test('however eager, never more than four calls in any 30 seconds, and the last word is said', () => {
	const calledAt: number[] = [];
	let now = 0;
	for (let wish = 0; wish < 60; wish++) {
		now += presenceDelay(calledAt, now);
		calledAt.push(now);
	}
	for (const at of calledAt) {
		const within = calledAt.filter((other) => other > at - 30_000 && other <= at);
		expect(within.length).toBeLessThanOrEqual(4);
	}
});
