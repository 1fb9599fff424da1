import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';
import type {
	Agreement,
	CategoryDetails,
	MigrationPreview,
	PlanDetails,
	PlanSignUp,
	PlanSubscription,
	PlanSummary,
	PlanVersion
} from './plan-book.ts';

const termColumns =
	'version, monthlyPriceCents:monthly_price_cents, passThroughCents:pass_through_cents, intervals, intervalPrices:interval_prices, sessionQuota:session_quota, packSessions:pack_sessions, packPriceCents:pack_price_cents, sessionOverage:session_overage, overageCap:overage_cap, overagePriceCents:overage_price_cents, graceDays:grace_days, trialDays:trial_days, cyclesLimit:cycles_limit' as const;
const planColumns =
	'id, name, categoryId:category_id, categoryName:category_name, isPrivate:is_private, isActive:is_active, isPublished:is_published' as const;
/** More than anyone looks through; the search narrows them. */
const mostPlans = 1000;

/** All plans of the reseller, by name. */
export async function listPlans(db: Db, resellerId: string): Promise<PlanSummary[]> {
	const [plans, usage] = await Promise.all([
		db
			.from('plan_catalog')
			.select(`${planColumns}, ${termColumns}`)
			.eq('reseller_id', resellerId)
			.order('name')
			.order('id')
			.limit(mostPlans)
			.overrideTypes<Omit<PlanSummary, 'running'>[], { merge: false }>(),
		listUsage(db, resellerId)
	]);
	return unwrap(plans).map((plan) => ({ ...plan, running: usage.get(plan.id) ?? 0 }));
}

/** @throws DomainError plan_not_found (404) */
export async function getPlan(db: Db, resellerId: string, id: string): Promise<PlanDetails> {
	const [found, versions, usage, agreements] = await Promise.all([
		db
			.from('plan_catalog')
			.select(`${planColumns}, description, publicCode:public_code, createdAt:created_at`)
			.eq('reseller_id', resellerId)
			.eq('id', id)
			.maybeSingle()
			.overrideTypes<Omit<PlanDetails, 'versions' | 'agreement'>, { merge: false }>(),
		db
			.from('plan_versions')
			.select(`${termColumns}, createdAt:created_at`)
			.eq('reseller_id', resellerId)
			.eq('plan_id', id)
			.order('version', { ascending: false })
			.overrideTypes<Omit<PlanVersion, 'running'>[], { merge: false }>(),
		db
			.from('plan_usage')
			.select('version, running')
			.eq('reseller_id', resellerId)
			.eq('plan_id', id)
			.overrideTypes<{ version: number; running: number }[], { merge: false }>(),
		db
			.from('plan_agreements')
			.select('version, body, sha256, createdAt:created_at')
			.eq('reseller_id', resellerId)
			.eq('plan_id', id)
			.order('version', { ascending: false })
			.limit(1)
			.overrideTypes<(Omit<Agreement, 'body'> & { body: string | null })[], { merge: false }>()
	]);
	const plan = unwrap(found, 'or null');
	const running = new Map(unwrap(usage).map((one) => [one.version, one.running]));
	const [newest, ...earlier] = unwrap(versions).map((version) => ({
		...version,
		running: running.get(version.version) ?? 0
	}));
	if (!plan || !newest) throw new DomainError('plan_not_found', 404);
	const [agreement] = unwrap(agreements);
	return {
		...plan,
		versions: [newest, ...earlier],
		// A text that was withdrawn is none.
		agreement: agreement?.body ? { ...agreement, body: agreement.body } : null
	};
}

/** The newest of its running subscriptions. */
export async function listPlanSubscriptions(db: Db, planId: string): Promise<PlanSubscription[]> {
	return unwrap(
		await db.rpc('plan_subscriptions', { plan_id: planId })
	) as unknown as PlanSubscription[];
}

/** The newest sign-ups of a plan, or of all of them. */
export async function listSignUps(db: Db, planId?: string): Promise<PlanSignUp[]> {
	return unwrap(
		await db.rpc('list_plan_sign_ups', planId ? { plan_id: planId } : {})
	) as unknown as PlanSignUp[];
}

/** @throws DomainError plan_not_found (404) */
export async function previewMigration(
	db: Db,
	planId: string,
	fromVersions: number[] | null
): Promise<MigrationPreview> {
	return unwrap(
		await db.rpc('preview_plan_migration', {
			plan_id: planId,
			...(fromVersions && { from_versions: fromVersions })
		})
	) as unknown as MigrationPreview;
}

/** Every category with the plans in it, by name. */
export async function listCategories(db: Db, resellerId: string): Promise<CategoryDetails[]> {
	const [categories, plans] = await Promise.all([
		db
			.from('plan_categories')
			.select('id, name, passThroughCents:pass_through_cents')
			.eq('reseller_id', resellerId)
			.order('name')
			.limit(mostPlans)
			.overrideTypes<Omit<CategoryDetails, 'plans'>[], { merge: false }>(),
		listPlans(db, resellerId)
	]);
	return unwrap(categories).map((category) => ({
		...category,
		plans: plans.filter(({ categoryId }) => categoryId === category.id)
	}));
}

/** What a plan can be put into, for a form. */
export async function listCategoryChoices(
	db: Db,
	resellerId: string
): Promise<Omit<CategoryDetails, 'plans'>[]> {
	return unwrap(
		await db
			.from('plan_categories')
			.select('id, name, passThroughCents:pass_through_cents')
			.eq('reseller_id', resellerId)
			.order('name')
			.limit(mostPlans)
			.overrideTypes<Omit<CategoryDetails, 'plans'>[], { merge: false }>()
	);
}

/** How many subscriptions run on each plan. */
async function listUsage(db: Db, resellerId: string): Promise<Map<string, number>> {
	const usage = unwrap(
		await db
			.from('plan_usage')
			.select('planId:plan_id, running')
			.eq('reseller_id', resellerId)
			.gt('running', 0)
			.overrideTypes<{ planId: string; running: number }[], { merge: false }>()
	);
	const running = new Map<string, number>();
	for (const one of usage) running.set(one.planId, (running.get(one.planId) ?? 0) + one.running);
	return running;
}
