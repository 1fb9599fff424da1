import { expect, test } from 'vitest';
import { monthlyTotalCents } from './subscription.ts';

test('what is agreed counts, suspended or not yet paid; what ended does not', () => {
	expect(
		monthlyTotalCents([
			{ status: 'active', monthlyCents: 1000 },
			{ status: 'suspended', monthlyCents: 500 },
			{ status: 'pending', monthlyCents: 90 },
			{ status: 'canceled', monthlyCents: 7 },
			{ status: 'expired', monthlyCents: 3 }
		])
	).toBe(1590);
	expect(monthlyTotalCents([])).toBe(0);
});
