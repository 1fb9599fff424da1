import { expect, test } from 'vitest';
import { categoryNamed, matchingPlans } from './plan.ts';

const plans = [
	{ name: 'Essencial', categoryName: 'Internet' },
	{ name: 'Nuvem São Paulo', categoryName: 'Cloud' },
	{ name: 'Avulso', categoryName: null }
];

test.each([
	['', ['Essencial', 'Nuvem São Paulo', 'Avulso']],
	['sao', ['Nuvem São Paulo']],
	['CLOUD nuvem', ['Nuvem São Paulo']],
	['internet paulo', []]
])('searching %j finds %j', (typed, names) => {
	expect(matchingPlans(plans, typed).map(({ name }) => name)).toEqual(names);
});

test('a category is met without regard to case or surrounding blanks', () => {
	const categories = [{ name: 'Cloud', passThroughCents: 1500 }];
	expect(categoryNamed(categories, ' cloud ')?.passThroughCents).toBe(1500);
	expect(categoryNamed(categories, 'clouds')).toBeUndefined();
	expect(categoryNamed(categories, '')).toBeUndefined();
});
