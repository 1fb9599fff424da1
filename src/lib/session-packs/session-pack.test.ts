import { expect, test } from 'vitest';
import { packsOf, previewPurchase } from './session-pack.ts';

const pack = { sessions: 100, priceCents: 4990 };

test.each([
	// packs, credit → sessions, total, from credit, to pay
	[1, 0, 100, 4990, 0, 4990],
	[3, 0, 300, 14970, 0, 14970],
	[2, 980, 200, 9980, 980, 9000],
	[2, 9980, 200, 9980, 9980, 0],
	[2, 50000, 200, 9980, 9980, 0]
])('%i packs with %i cents of credit', (packs, creditCents, sessions, total, credit, toPay) => {
	expect(previewPurchase(pack, packs, { creditCents })).toEqual({
		...{ sessions, totalCents: total, fromCreditCents: credit, toPayCents: toPay }
	});
});

test.each([
	[1, 1],
	[100, 100],
	[0, null],
	[101, null],
	[1.5, null],
	[NaN, null]
])('%s packs are sold as %s', (typed, packs) => {
	expect(packsOf(typed)).toBe(packs);
});
