import { expect, test } from 'vitest';
import {
	planChoiceOf,
	planChoiceSchema,
	planFields,
	type PlanChoice
} from './plan-choice-schema.ts';
import { newPlan } from './plan.ts';

const id = '6f1c2f60-3a55-4f0e-9d0b-1f6a4f0c9f11';
const essential: PlanChoice = {
	choice: newPlan,
	name: 'Essencial',
	price: '99,90',
	category: '',
	isPrivate: false
};

test.each<[Partial<PlanChoice>, string[]]>([
	[{}, []],
	[{ choice: id, name: '', price: '' }, []],
	[{ choice: '' }, ['choice']],
	[{ choice: 'premium' }, ['choice']],
	[{ name: ' ' }, ['name']],
	[{ price: '' }, ['price']],
	[{ price: 'dez' }, ['price']],
	[{ price: '-1' }, ['price']],
	[{ price: '1.000.000,01' }, ['price']],
	[{ price: '0' }, []],
	[{ name: '', price: '' }, ['name', 'price']]
])('%j is wrong at %j', (change, wrong) => {
	const result = planChoiceSchema.safeParse({ ...essential, ...change });
	expect(result.success ? [] : result.error.issues.map(({ path }) => path[0])).toEqual(wrong);
});

test.each([
	['99,90', 9990],
	['1.234,5', 123450],
	['R$ 10', 1000],
	['1234', 123400],
	['1,234.50', 123450]
])('a price typed %s is %i cents', (price, cents) => {
	expect(planFields({ ...essential, price })).toEqual({
		name: 'Essencial',
		monthly_price_cents: cents,
		is_private: false
	});
});

test('an existing plan is stored by its id alone', () => {
	expect(planFields({ ...essential, choice: id })).toEqual({ id });
	expect(planChoiceOf({ id }, 'pt-BR')).toEqual({ choice: id });
});

test('a new plan comes back as it was typed', () => {
	const typed = { ...essential, price: '1.234,50', category: 'Cloud', isPrivate: true };
	expect(planChoiceOf(planFields(typed), 'pt-BR')).toEqual(typed);
	expect(planChoiceOf({}, 'pt-BR')).toEqual({});
});
