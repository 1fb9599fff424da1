import { expect, test } from 'vitest';
import { marginOf, readMonth } from './agency-statement.ts';

test.each([
	[1000, 350, { cents: 650, percent: 65 }],
	[999, 333, { cents: 666, percent: 67 }],
	[1000, 1000, { cents: 0, percent: 0 }],
	[1000, 1200, { cents: -200, percent: -20 }],
	[0, 0, { cents: 0, percent: null }],
	[-500, -100, { cents: -400, percent: null }]
])('%i with a cost of %i', (amountCents, costCents, margin) =>
	expect(marginOf({ amountCents, costCents })).toEqual(margin)
);

test.each([
	['2026-10', '2026-10-01'],
	['2026-13', null],
	['2026-1', null],
	['2026-10-01', null],
	['', null],
	[null, null]
])('month %s', (text, month) => expect(readMonth(text)).toBe(month));
