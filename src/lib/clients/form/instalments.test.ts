import { expect, test } from 'vitest';
import { splitInstalments } from './instalments.ts';

test.each([
	[100_00, 1, 100_00, 100_00],
	[100_00, 3, 33_34, 33_33],
	[100_00, 12, 8_37, 8_33],
	[12_000_00, 12, 1_000_00, 1_000_00],
	[1, 2, 1, 0],
	[0, 5, 0, 0]
])('%i cents in %i', (total, count, firstCents, otherCents) => {
	expect(splitInstalments(total, count)).toEqual({ firstCents, otherCents });
	expect(firstCents + otherCents * (count - 1)).toBe(total);
});
