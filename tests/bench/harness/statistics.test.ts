import { expect, test } from 'vitest';
import { median, percentile } from './statistics.ts';

test.each([
	[[3], 3],
	[[9, 1, 5], 5],
	[[4, 1, 3, 2], 2.5],
	[[10, 9, 100], 10]
])('the median of %j is %d', (values, middle) => expect(median(values)).toBe(middle));

test.each([
	[[7], 0.95, 7],
	[[4, 2, 3, 1], 0.5, 2],
	[[4, 2, 3, 1], 1, 4],
	[Array.from({ length: 20 }, (_, at) => 20 - at), 0.95, 19],
	[Array.from({ length: 40 }, (_, at) => at + 1), 0.95, 38],
	[Array.from({ length: 41 }, (_, at) => at + 1), 0.95, 39]
])('of %j, the share %d does not exceed %d', (values, share, expected) =>
	expect(percentile(values, share)).toBe(expected)
);

test('nothing measured has no figure', () => {
	expect(() => median([])).toThrow(RangeError);
	expect(() => percentile([], 0.5)).toThrow(RangeError);
});

test.each([0, -1, 1.01, NaN])('there is no share %d', (share) =>
	expect(() => percentile([1], share)).toThrow(RangeError)
);

test('the values keep their order', () => {
	const values = [3, 1, 2];
	median(values);
	percentile(values, 0.5);
	expect(values).toEqual([3, 1, 2]);
});
