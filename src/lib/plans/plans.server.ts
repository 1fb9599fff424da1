import { unwrap } from '#lib/errors/database-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { Plan, PlanCategory } from './plan.ts';

const planColumns =
	'id, name, isPrivate:is_private, categoryName:category_name, monthlyPriceCents:monthly_price_cents, passThroughCents:pass_through_cents, intervals, intervalPrices:interval_prices, trialDays:trial_days' as const;
/** More plans than anyone looks through; the search narrows them. */
const mostPlans = 500;

/** Plans that can be attached to a client, by name. */
export async function listActivePlans(db: Db, resellerId: string): Promise<Plan[]> {
	return unwrap(
		await db
			.from('plan_catalog')
			.select(planColumns)
			.eq('reseller_id', resellerId)
			.eq('is_active', true)
			.order('name')
			.order('id')
			.limit(mostPlans)
			.overrideTypes<Plan[], { merge: false }>()
	);
}

/** The plan, or null when it is gone or no longer for sale. */
export async function findActivePlan(db: Db, resellerId: string, id: string): Promise<Plan | null> {
	return unwrap(
		await db
			.from('plan_catalog')
			.select(planColumns)
			.eq('reseller_id', resellerId)
			.eq('id', id)
			.eq('is_active', true)
			.maybeSingle()
			.overrideTypes<Plan, { merge: false }>(),
		'or null'
	);
}

export async function listPlanCategories(db: Db, resellerId: string): Promise<PlanCategory[]> {
	return unwrap(
		await db
			.from('plan_categories')
			.select('name, passThroughCents:pass_through_cents')
			.eq('reseller_id', resellerId)
			.order('name')
			.limit(mostPlans)
			.overrideTypes<PlanCategory[], { merge: false }>()
	);
}
