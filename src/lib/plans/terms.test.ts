import { expect, test } from 'vitest';
import {
	marginPercent,
	monthCents,
	ownPeriodCents,
	periodCents,
	savedPercent,
	termChanges,
	type PlanTerms
} from './terms.ts';

const terms: PlanTerms = {
	monthlyPriceCents: 9990,
	passThroughCents: 1500,
	intervals: [1, 12],
	intervalPrices: { 12: 99000 },
	sessionQuota: 1000,
	packSessions: null,
	packPriceCents: null,
	...{ sessionOverage: 'block', overageCap: null, overagePriceCents: null },
	graceDays: 0,
	trialDays: 0,
	cyclesLimit: null
};

test.each([
	// 99,90 + 15,00
	[1, 11490, 9990, 11490, 0],
	// 3 × (99,90 + 15,00): no price of its own
	[3, 34470, 29970, 11490, 0],
	// 990,00 + 12 × 15,00 = 1.170,00, or 97,50 a month, against 1.378,80: 15,14 % less
	[12, 117000, 99000, 9750, 15]
])('%i months', (months, period, own, month, saved) => {
	expect(periodCents(terms, months)).toBe(period);
	expect(ownPeriodCents(terms, months)).toBe(own);
	expect(monthCents(terms, months)).toBe(month);
	expect(savedPercent(terms, months)).toBe(saved);
});

test('a period that is dearer saves nothing, and neither does a free plan', () => {
	expect(savedPercent({ ...terms, intervalPrices: { 12: 999900 } }, 12)).toBe(0);
	const free = { monthlyPriceCents: 0, passThroughCents: 0, intervalPrices: {} };
	expect(savedPercent(free, 12)).toBe(0);
	expect(marginPercent(free)).toBeNull();
});

test.each([
	[9990, 0, 100],
	// 99,90 of 114,90
	[9990, 1500, 87],
	[0, 1500, 0]
])('of a price of %i and a cost of %i, %i %% are the reseller’s', (price, cost, margin) => {
	expect(marginPercent({ monthlyPriceCents: price, passThroughCents: cost })).toBe(margin);
});

test('terms that are the same have not changed', () => {
	expect(termChanges(terms, { ...terms })).toEqual([]);
});

test('every term that is another is named, with what it was and is', () => {
	const later: PlanTerms = {
		monthlyPriceCents: 10990,
		passThroughCents: 0,
		intervals: [1, 6, 12],
		intervalPrices: { 6: 60000 },
		sessionQuota: null,
		packSessions: 500,
		packPriceCents: 4900,
		...{ sessionOverage: 'cap', overageCap: 200, overagePriceCents: 25 },
		graceDays: 5,
		trialDays: 14,
		cyclesLimit: 12
	};
	expect(termChanges(terms, later)).toEqual([
		{ term: 'price', before: 9990, after: 10990 },
		{ term: 'cost', before: 1500, after: 0 },
		{ term: 'intervalPrice', months: 6, before: null, after: 60000 },
		{ term: 'intervalPrice', months: 12, before: 99000, after: null },
		{ term: 'intervals', before: [1, 12], after: [1, 6, 12] },
		{ term: 'overage', before: 'block', after: 'cap' },
		{ term: 'quota', before: 1000, after: null },
		{ term: 'packSessions', before: null, after: 500 },
		{ term: 'packPrice', before: null, after: 4900 },
		{ term: 'overageCap', before: null, after: 200 },
		{ term: 'overagePrice', before: null, after: 25 },
		{ term: 'grace', before: 0, after: 5 },
		{ term: 'trial', before: 0, after: 14 },
		{ term: 'cycles', before: null, after: 12 }
	]);
});
