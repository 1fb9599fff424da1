import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { parseMoney } from '#lib/format/money.ts';
import { newUuid } from '#lib/format/uuid.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { m } from '#lib/paraglide/messages.js';
import { categorySchema, chosenCategory } from '#lib/plans/category-schema.ts';
import { listCategories } from '#lib/plans/plan-book.server.ts';
import { deleteCategory, saveCategory } from '#lib/plans/save-plan.server.ts';

export async function load({ depends, locals, parent }) {
	depends('live:plans', 'live:plan_categories', 'live:subscriptions');
	const { account } = await parent();
	return {
		categories: await listCategories(locals.db, account.reseller.id),
		form: await superValidate({ id: newUuid() }, zod4(categorySchema), { errors: false })
	};
}

export const actions = {
	save: formAction(categorySchema, async ({ id, name, cost }, { locals }) => {
		const passThroughCents = cost === '' ? 0 : (parseMoney(cost) ?? 0);
		const versions = await saveCategory(locals.db, { id, name, passThroughCents });
		return versions > 0 ? m.plans_category_repriced({ count: versions }) : m.plans_category_saved();
	}),
	delete: formAction(chosenCategory, async ({ id }, { locals }) => {
		await deleteCategory(locals.db, id);
		return m.plans_category_deleted();
	})
};
