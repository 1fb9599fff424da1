import { expect, test } from 'vitest';
import { savedPercent } from './public-plan.ts';

test.each([
	[9990, 0, 0],
	// 208,80 less than 1.198,80 is 17,4 %.
	[99000, 20880, 17],
	[0, 119880, 100],
	[0, 0, 0]
])('%i with %i saved is %i %% less', (total_cents, saved_cents, percent) => {
	expect(savedPercent({ months: 12, month_cents: 0, total_cents, saved_cents })).toBe(percent);
});
