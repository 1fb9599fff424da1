import { redirect } from '@sveltejs/kit';
import { clientsPath, onboardingPath } from '#lib/clients/client-paths.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { isReachable } from '#lib/onboarding/onboarding.ts';
import { saveAnswers } from '#lib/onboarding/onboardings.server.ts';
import { keepAndLeave, stepForm } from '#lib/onboarding/step-forms.server.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import { planChoiceOf, planChoiceSchema, planFields } from '#lib/plans/plan-choice-schema.ts';
import { newPlan } from '#lib/plans/plan.ts';
import { listActivePlans, listPlanCategories } from '#lib/plans/plans.server.ts';

const step = { step: 'plan', schema: planChoiceSchema, toAnswers: planFields } as const;

export async function load({ locals, params, parent, url }) {
	const { account, onboarding } = await parent();
	if (!isReachable(onboarding.draft, 'plan'))
		redirect(303, onboardingPath(params.reseller, params.onboarding, 'data'));
	const [plans, categories] = await Promise.all([
		listActivePlans(locals.db, account.reseller.id),
		listPlanCategories(locals.db, account.reseller.id)
	]);
	const mayCreate = account.permissions.includes('plans.write');
	// Who has nothing to choose from begins with a new plan.
	const first = plans.length === 0 && mayCreate ? { choice: newPlan } : {};
	const form = await stepForm(
		step,
		onboarding.draft,
		(answers) => ({ ...first, ...planChoiceOf(answers, getLocale()) }),
		url.searchParams.get('refused')
	);
	return { form, plans, categories, mayCreate };
}

export const actions = {
	continue: formAction(planChoiceSchema, async (choice, { locals, params }) => {
		await saveAnswers(locals.db, params.onboarding ?? '', 'plan', planFields(choice));
		redirect(303, onboardingPath(params.reseller ?? '', params.onboarding ?? '', 'confirm'));
	}),
	back: keepAndLeave(step, (params) =>
		onboardingPath(params.reseller ?? '', params.onboarding ?? '', 'data')
	),
	leave: keepAndLeave(step, (params) => clientsPath(params.reseller ?? ''))
};
