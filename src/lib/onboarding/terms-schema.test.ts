import { expect, test } from 'vitest';
import { termsFields, termsFormOf, termsSchema, type TermsForm } from './terms-schema.ts';

const monthly: TermsForm = {
	intervalMonths: '1',
	dueDay: '31',
	firstDueOn: '2026-11-27',
	activation: 'on_payment'
};

test.each<[Partial<Record<keyof TermsForm, string>>, string[]]>([
	[{}, []],
	[{ intervalMonths: '12', activation: 'now', dueDay: '1' }, []],
	[{ intervalMonths: '4' }, ['intervalMonths']],
	[{ dueDay: '0' }, ['dueDay']],
	[{ dueDay: '32' }, ['dueDay']],
	[{ dueDay: '' }, ['dueDay']],
	[{ firstDueOn: '2026-02-30' }, ['firstDueOn']],
	[{ firstDueOn: '' }, ['firstDueOn']],
	[{ activation: 'later' }, ['activation']]
])('%j is wrong at %j', (change, wrong) => {
	const result = termsSchema.safeParse({ ...monthly, ...change });
	expect(result.success ? [] : result.error.issues.map(({ path }) => path[0])).toEqual(wrong);
});

test('terms are stored as numbers and come back as they were chosen', () => {
	expect(termsFields(monthly)).toEqual({
		interval_months: 1,
		due_day: 31,
		first_due_on: '2026-11-27',
		activation: 'on_payment'
	});
	expect(termsFormOf({ ...termsFields(monthly) })).toEqual(monthly);
	expect(termsFormOf({})).toEqual({});
});
