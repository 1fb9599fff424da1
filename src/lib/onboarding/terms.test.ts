import { expect, test } from 'vitest';
import { addDays, dayOfMonth, previewFirstInvoice, suggestedFirstDue } from './terms.ts';

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
