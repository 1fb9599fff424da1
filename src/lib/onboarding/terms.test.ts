import { expect, test } from 'vitest';
import {
	addDays,
	dayOfMonth,
	nextOnDay,
	previewFirstInvoice,
	suggestedFirstDue,
	usualTerms
} from './terms.ts';

test.each([
	[9990, 0, 1, 9990],
	[9990, 0, 12, 119880],
	[9990, 1510, 3, 34500],
	[0, 0, 6, 0]
])(
	'%i + %i cents a month for %i months is %i',
	(monthlyPriceCents, passThroughCents, months, totalCents) => {
		expect(previewFirstInvoice({ monthlyPriceCents, passThroughCents }, months)).toMatchObject({
			months,
			totalCents
		});
	}
);

test.each([
	[1500, 300, 3, { discountCents: 4500, monthlySurchargeCents: 300, totalCents: 26_370 }],
	[null, 1, 1, { discountCents: 0, totalCents: 9991 }],
	[99_999, null, 12, { discountCents: 119_880, totalCents: 0 }]
])(
	'a discount of %s and a surcharge of %s for %i months',
	(discountCents, surchargeCents, months, expected) => {
		const plan = { monthlyPriceCents: 9990, passThroughCents: 0 };
		expect(previewFirstInvoice(plan, months, { discountCents, surchargeCents })).toMatchObject(
			expected
		);
	}
);

test('a period with a price of its own costs that, and its months of everything else', () => {
	const plan = { monthlyPriceCents: 9990, passThroughCents: 1500, intervalPrices: { 12: 99_000 } };
	const own = { discountCents: 1000, surchargeCents: null };
	// 990,00 + 12 × 15,00 − 12 × 10,00 = 1.050,00
	expect(previewFirstInvoice(plan, 12, own)).toMatchObject({
		...{ priceCents: 99_000, discountCents: 12_000, totalCents: 105_000 }
	});
	// 3 × 99,90 + 3 × 15,00 − 3 × 10,00 = 314,70
	expect(previewFirstInvoice(plan, 3, own)).toMatchObject({
		priceCents: 29_970,
		totalCents: 31_470
	});
});

test.each([
	['2026-11-22', 10, '2026-12-10'],
	['2026-11-22', 22, '2026-12-22'],
	['2026-11-22', 23, '2026-11-23'],
	['2026-11-22', 31, '2026-11-30'],
	['2026-12-31', 31, '2027-01-31'],
	['2026-12-31', 5, '2027-01-05'],
	['2027-01-31', 30, '2027-02-28']
])('after %s day %i comes on %s', (today, day, expected) => {
	expect(nextOnDay(today, day)).toBe(expected);
});

test("the client's own due day leads the terms, else the first due date does", () => {
	expect(usualTerms('2026-11-22', 31)).toEqual({ firstDueOn: '2026-11-30', dueDay: '31' });
	expect(usualTerms('2026-11-22', null)).toEqual({ firstDueOn: '2026-11-27', dueDay: '27' });
});

test.each([
	['2026-11-22', '2026-11-27'],
	['2026-12-29', '2027-01-03'],
	['2028-02-26', '2028-03-02']
])('the first invoice of %s is due on %s', (today, due) => {
	expect(suggestedFirstDue(today)).toBe(due);
});

test('days are counted on the calendar, also across a change of clocks', () => {
	expect(addDays('2026-03-28', 365)).toBe('2027-03-28');
	expect(dayOfMonth('2026-03-09')).toBe(9);
});
