/** A plan with its newest terms; money in cents per month. */
export interface Plan {
	id: string;
	name: string;
	isPrivate: boolean;
	categoryName: string | null;
	monthlyPriceCents: number;
	/** A cost of the category, added to the price. */
	passThroughCents: number;
	/** The recurrences it is sold in; absent of one that is only being written: all of them. */
	intervals?: number[];
	/** Where a recurrence has a price of its own: cents of the whole period. */
	intervalPrices?: Record<string, number>;
	trialDays?: number;
}

/** Stands where a plan is chosen for one that does not exist yet. */
export const newPlan = 'new';

export interface PlanCategory {
	name: string;
	passThroughCents: number;
}

/** What a client pays per month on the plan. */
export function monthlyCents({
	monthlyPriceCents,
	passThroughCents
}: Pick<Plan, 'monthlyPriceCents' | 'passThroughCents'>) {
	return monthlyPriceCents + passThroughCents;
}

/** Plans whose name or category holds every word typed, whatever its accents and case. */
export function matchingPlans<P extends Pick<Plan, 'name' | 'categoryName'>>(
	plans: P[],
	typed: string
): P[] {
	const words = plain(typed).split(/\s+/).filter(Boolean);
	return plans.filter((plan) => {
		const text = plain(`${plan.name} ${plan.categoryName ?? ''}`);
		return words.every((word) => text.includes(word));
	});
}

/** The category that a typed name means: the database meets it without regard to case, and makes it otherwise. */
export function categoryNamed(categories: PlanCategory[], typed: string): PlanCategory | undefined {
	const name = typed.trim().toLowerCase();
	return categories.find((category) => category.name.toLowerCase() === name);
}

function plain(text: string): string {
	return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
