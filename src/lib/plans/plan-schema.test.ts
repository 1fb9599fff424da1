import { expect, test } from 'vitest';
import { termsInDraft } from './plan-draft.ts';
import { planFields, planFormOf, planSchema, type PlanForm } from './plan-schema.ts';

const typed: PlanForm = {
	...{ requestId: '6f1c2f60-3a55-4f0e-9d0b-1f6a4f0c9f11', seenVersion: '' },
	...{ name: 'Essencial', description: '', categoryId: '', isPrivate: false, price: '99,90' },
	...{ every1: true, every2: false, every3: false, every6: false, every12: true },
	...{ price2: '', price3: '', price6: '', price12: '990,00' },
	...{ sessionQuota: '1000', packSessions: '', packPrice: '', graceDays: '', trialDays: '14' },
	...{ sessionOverage: 'block', overageCap: '', overagePrice: '' },
	...{ cyclesLimit: '', agreement: '' }
};

test.each<[Partial<PlanForm>, string[]]>([
	[{}, []],
	[{ name: ' ' }, ['name']],
	[{ price: '' }, ['price']],
	[{ price: '-1' }, ['price']],
	[{ price: '1.000.000,01' }, ['price']],
	[{ price: '0' }, []],
	[{ every1: false, every12: false }, ['every1']],
	[{ price12: 'caro' }, ['price12']],
	[{ price12: '' }, []],
	[{ sessionQuota: '1,5' }, ['sessionQuota']],
	[{ sessionQuota: '0' }, []],
	[{ packSessions: '500' }, ['packPrice']],
	[{ packSessions: '500', packPrice: '49,00' }, []],
	[{ packSessions: '0', packPrice: '49,00' }, ['packSessions']],
	[{ sessionOverage: 'bill', overagePrice: '0,25' }, []],
	[{ sessionOverage: 'bill' }, ['overagePrice']],
	[{ sessionOverage: 'bill', overagePrice: '10.000,01' }, ['overagePrice']],
	[{ sessionOverage: 'bill', overagePrice: '0,25', sessionQuota: '' }, ['sessionQuota']],
	[{ sessionOverage: 'cap', overagePrice: '0,25', overageCap: '200' }, []],
	[{ sessionOverage: 'cap', overagePrice: '0,25' }, ['overageCap']],
	[{ sessionOverage: 'cap', overagePrice: '0,25', overageCap: '0' }, ['overageCap']],
	[{ graceDays: '91' }, ['graceDays']],
	[{ trialDays: '366' }, ['trialDays']],
	[{ cyclesLimit: '0' }, ['cyclesLimit']],
	[{ cyclesLimit: '121' }, ['cyclesLimit']],
	[{ categoryId: 'nuvem' }, ['categoryId']],
	[{ agreement: 'x'.repeat(50_001) }, ['agreement']],
	[{ description: 'x'.repeat(2001) }, ['description']]
])('%j is wrong at %j', (change, wrong) => {
	const result = planSchema.safeParse({ ...typed, ...change });
	expect(result.success ? [] : result.error.issues.map(({ path }) => path[0])).toEqual(wrong);
});

const stored = {
	name: 'Essencial',
	description: null,
	category_id: null,
	is_private: false,
	monthly_price_cents: 9990,
	intervals: [1, 12],
	interval_prices: { 12: 99000 },
	session_quota: 1000,
	pack_sessions: null,
	pack_price_cents: null,
	...{ session_overage: 'block', overage_cap: null, overage_price_cents: null },
	grace_days: 0,
	trial_days: 14,
	cycles_limit: null,
	agreement: null
};

test('what is typed is stored as cents and numbers; a price without its recurrence is left out', () => {
	expect(planFields(typed)).toEqual(stored);
	expect(planFields({ ...typed, price6: '1,00' })).toEqual(stored);
	// Nor is what a choice does not ask for.
	expect(planFields({ ...typed, overageCap: '5', overagePrice: '1,00' })).toEqual(stored);
	expect(
		planFields({ ...typed, sessionOverage: 'cap', overageCap: '5', overagePrice: '0,25' })
	).toEqual({ ...stored, session_overage: 'cap', overage_cap: 5, overage_price_cents: 25 });
});

test('a stored plan comes back as it was typed', () => {
	const terms = termsInDraft(typed, 0)!;
	const { requestId, seenVersion, ...rest } = typed;
	expect(requestId + seenVersion).toBeTruthy();
	const plan = {
		...{ name: 'Essencial', description: null, categoryId: null },
		...{ isPrivate: false, agreement: null }
	};
	expect(planFormOf(plan, terms, 'pt-BR')).toEqual(rest);
});

test('the preview knows what a price is, and waits while there is none', () => {
	expect(termsInDraft(typed, 1500)).toMatchObject({
		...{ monthlyPriceCents: 9990, passThroughCents: 1500, intervals: [1, 12] },
		...{ intervalPrices: { 12: 99000 }, sessionQuota: 1000, trialDays: 14, cyclesLimit: null }
	});
	expect(termsInDraft({ ...typed, price: 'dez' }, 0)).toBeNull();
	expect(termsInDraft({ ...typed, price12: 'dez', trialDays: 'x' }, 0)).toMatchObject({
		...{ intervalPrices: {}, trialDays: 0 }
	});
});
