import { expect, test } from 'vitest';
import { rateMeter, windowMeter } from './limits.ts';

test('a rate holds on average: ten seconds may come at once, then so many a second', () => {
	let now = 0;
	const take = rateMeter(2, () => now);
	expect(Array.from({ length: 21 }, () => take()).filter(Boolean)).toHaveLength(20);
	now = 1_000;
	expect([take(), take(), take()]).toEqual([true, true, false]);
	now = 2_000;
	expect([take(3), take(2)]).toEqual([false, true]);
});

test('a window opens with the first call and closes for good calls only after its time', () => {
	let now = 5;
	const take = windowMeter(2, 100, () => now);
	expect([take(), take(), take()]).toEqual([true, true, false]);
	now = 104;
	expect(take()).toBe(false);
	now = 105;
	expect([take(), take(), take()]).toEqual([true, true, false]);
});
