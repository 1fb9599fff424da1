import { categoryNamed, type Plan, type PlanCategory } from '#lib/plans/plan.ts';
import type { DraftAnswers } from './onboarding.ts';

export type DraftPlan = Omit<Plan, 'id'>;

/** A plan that the wizard is about to make, with what its category will add to the price. */
export function newPlanInDraft(answers: DraftAnswers, categories: PlanCategory[]): DraftPlan {
	const category = typeof answers.category === 'string' ? answers.category : '';
	const known = categoryNamed(categories, category);
	return {
		name: String(answers.name ?? ''),
		isPrivate: answers.is_private === true,
		categoryName: known?.name ?? (category || null),
		monthlyPriceCents: Number(answers.monthly_price_cents ?? 0),
		passThroughCents: known?.passThroughCents ?? 0
	};
}
