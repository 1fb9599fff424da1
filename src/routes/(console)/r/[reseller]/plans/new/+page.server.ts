import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { DomainError } from '#lib/errors/domain-error.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { newUuid } from '#lib/format/uuid.ts';
import { listCategoryChoices } from '#lib/plans/plan-book.server.ts';
import { planSchema } from '#lib/plans/plan-schema.ts';
import { savePlan } from '#lib/plans/save-plan.server.ts';

export async function load({ depends, locals, parent }) {
	depends('live:plan_categories');
	const { account } = await parent();
	if (!account.permissions.includes('plans.write')) throw new DomainError('not_permitted', 403);
	const all = { every1: true, every2: true, every3: true, every6: true, every12: true };
	const form = await superValidate({ requestId: newUuid(), ...all }, zod4(planSchema), {
		errors: false
	});
	return { form, categories: await listCategoryChoices(locals.db, account.reseller.id) };
}

export const actions = {
	default: formAction(planSchema, async (plan, { locals, params }) => {
		const { planId } = await savePlan(locals.db, null, plan);
		redirect(303, `/r/${params.reseller}/plans/${planId}`);
	})
};
