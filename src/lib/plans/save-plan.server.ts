import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';
import { fieldOfPlanRefusal, planFields, type PlanForm } from './plan-schema.ts';

export interface SavedPlan {
	planId: string;
	version: number;
	isNewVersion: boolean;
}

/**
 * Adds a plan, or changes one. Idempotent by `requestId`.
 * @throws DomainError plan_not_found (404), plan_changed_meanwhile (409), not_permitted (403); the rules of plans, at their fields
 */
export async function savePlan(db: Db, planId: string | null, form: PlanForm): Promise<SavedPlan> {
	return atFields(fieldOfPlanRefusal, async () => {
		const saved = unwrap(
			await db.rpc('save_plan', {
				request_id: form.requestId,
				fields: planFields(form) as never,
				...(planId && { plan_id: planId, seen_version: Number(form.seenVersion) })
			})
		) as unknown as { plan_id: string; version: number; is_new_version: boolean };
		return {
			planId: saved.plan_id,
			version: saved.version,
			isNewVersion: saved.is_new_version
		};
	});
}

/** Takes a plan out of sale, or back into it. @throws DomainError plan_not_found (404), not_permitted (403) */
export async function setPlanActive(db: Db, planId: string, isActive: boolean): Promise<void> {
	unwrap(await db.rpc('set_plan_active', { plan_id: planId, is_active: isActive }));
}

/**
 * Switches the public link on or off and names it.
 * @param code null keeps what there is, or makes one that nobody guesses; empty makes a new one of that kind
 * @throws DomainError plan_private, plan_code_taken (409), plan_code_invalid (422), at the field `code`
 */
export async function setPlanLink(
	db: Db,
	planId: string,
	isOn: boolean,
	code: string | null
): Promise<void> {
	await atFields({ plan_code_invalid: 'code', plan_code_taken: 'code' }, async () => {
		unwrap(
			await db.rpc('set_plan_link', {
				...{ plan_id: planId, is_on: isOn },
				...(code !== null && { code })
			})
		);
	});
}

/**
 * Moves subscriptions to the newest terms at their renewal.
 * @param toVersion what was previewed
 * @returns how many move
 * @throws DomainError plan_changed_meanwhile (409), plan_not_found (404), not_permitted (403)
 */
export async function migrateSubscriptions(
	db: Db,
	planId: string,
	toVersion: number,
	fromVersions: number[] | null
): Promise<number> {
	const { moved } = unwrap(
		await db.rpc('migrate_subscriptions', {
			...{ plan_id: planId, to_version: toVersion },
			...(fromVersions && { from_versions: fromVersions })
		})
	) as unknown as { moved: number };
	return moved;
}

/** Lets those that wait for their renewal stay where they are. @returns how many */
export async function cancelMigration(db: Db, planId: string): Promise<number> {
	const { stayed } = unwrap(
		await db.rpc('cancel_plan_migration', { plan_id: planId })
	) as unknown as { stayed: number };
	return stayed;
}

/**
 * Adds or changes a category.
 * @returns how many plans got a new version
 * @throws DomainError plan_category_name_taken (409) and the rules of categories, at their fields
 */
export async function saveCategory(
	db: Db,
	category: { id: string; name: string; passThroughCents: number }
): Promise<number> {
	const fields = {
		plan_category_name_invalid: 'name',
		plan_category_name_taken: 'name',
		plan_category_cost_invalid: 'cost'
	};
	return atFields(fields, async () => {
		const { versions } = unwrap(
			await db.rpc('save_plan_category', {
				...{ id: category.id, name: category.name },
				pass_through_cents: category.passThroughCents
			})
		) as unknown as { versions: number };
		return versions;
	});
}

/** @throws DomainError plan_category_in_use (409) */
export async function deleteCategory(db: Db, id: string): Promise<void> {
	unwrap(await db.rpc('delete_plan_category', { id }));
}

/** A broken rule is said at its field. */
async function atFields<Result>(
	fields: Record<string, string>,
	work: () => Promise<Result>
): Promise<Result> {
	try {
		return await work();
	} catch (error) {
		const field = error instanceof DomainError ? fields[error.code] : undefined;
		if (!(error instanceof DomainError) || !field) throw error;
		throw new DomainError(error.code, error.status, { ...error.params, field });
	}
}
