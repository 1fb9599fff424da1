import { expect, test } from 'vitest';
import { newPlanInDraft } from './plan-in-draft.ts';

const categories = [{ name: 'Cloud', passThroughCents: 1510 }];
const answers = { name: 'Nuvem 1', monthly_price_cents: 9990, is_private: true };

test.each([
	['cloud', 'Cloud', 1510],
	['Internet', 'Internet', 0],
	[undefined, null, 0]
])(
	'in category %s the plan stands under %s and passes %i cents through',
	(category, categoryName, passThroughCents) => {
		expect(newPlanInDraft({ ...answers, category }, categories)).toEqual({
			name: 'Nuvem 1',
			isPrivate: true,
			categoryName,
			monthlyPriceCents: 9990,
			passThroughCents
		});
	}
);
