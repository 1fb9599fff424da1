import { expect, test } from 'vitest';
import { monthlyTotalCents } from './subscription.ts';

test('what is agreed counts, suspended or not yet paid; what ended or rests does not', () => {
	expect(
		monthlyTotalCents([
			{ status: 'active', monthlyCents: 1000 },
			{ status: 'suspended', monthlyCents: 500 },
			{ status: 'pending', monthlyCents: 90 },
			{ status: 'trialing', monthlyCents: 20_000 },
			{ status: 'paused', monthlyCents: 300_000 },
			{ status: 'canceled', monthlyCents: 7 },
			{ status: 'expired', monthlyCents: 3 }
		])
	).toBe(21_590);
	expect(monthlyTotalCents([])).toBe(0);
});
