import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { DomainError } from '#lib/errors/domain-error.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { newUuid } from '#lib/format/uuid.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import { getPlan, listCategoryChoices } from '#lib/plans/plan-book.server.ts';
import { planFormOf, planSchema } from '#lib/plans/plan-schema.ts';
import { savePlan } from '#lib/plans/save-plan.server.ts';

export async function load({ depends, locals, params, parent }) {
	depends('live:plan_categories');
	const { account } = await parent();
	if (!account.permissions.includes('plans.write')) throw new DomainError('not_permitted', 403);
	const [plan, categories] = await Promise.all([
		getPlan(locals.db, account.reseller.id, params.planId),
		listCategoryChoices(locals.db, account.reseller.id)
	]);
	const [newest] = plan.versions;
	const form = await superValidate(
		{
			...planFormOf({ ...plan, agreement: plan.agreement?.body ?? null }, newest, getLocale()),
			requestId: newUuid(),
			seenVersion: String(newest.version)
		},
		zod4(planSchema),
		{ errors: false }
	);
	const running = plan.versions.reduce((sum, version) => sum + version.running, 0);
	return {
		form,
		categories,
		plan: { id: plan.id, name: plan.name },
		current: { terms: newest, version: newest.version, running }
	};
}

export const actions = {
	default: formAction(planSchema, async (plan, { locals, params }) => {
		const { reseller = '', planId = '' } = params;
		await savePlan(locals.db, planId, plan);
		redirect(303, `/r/${reseller}/plans/${planId}`);
	})
};
