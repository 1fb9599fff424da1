import { redirect } from '@sveltejs/kit';
import { findPixAccount } from '#lib/billing/invoices.server.ts';
import { clientPath, clientsPath, onboardingPath } from '#lib/clients/client-paths.ts';
import { clientFormOf } from '#lib/clients/client-fields.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { isReachable, stepToTake, type DraftAnswers } from '#lib/onboarding/onboarding.ts';
import { completeOnboarding, saveAnswers } from '#lib/onboarding/onboardings.server.ts';
import { newPlanInDraft, type DraftPlan } from '#lib/onboarding/plan-in-draft.ts';
import { placeOfRefusal } from '#lib/onboarding/refusal-place.ts';
import { keepAndLeave, stepForm } from '#lib/onboarding/step-forms.server.ts';
import { termsFields, termsFormOf, termsSchema } from '#lib/onboarding/terms-schema.ts';
import { usualTerms } from '#lib/onboarding/terms.ts';
import { findActivePlan, listPlanCategories } from '#lib/plans/plans.server.ts';
import type { Db } from '#lib/server/db.ts';

const step = { step: 'confirm', schema: termsSchema, toAnswers: termsFields } as const;

export async function load({ locals, params, parent, url }) {
	const { account, onboarding } = await parent();
	const { draft } = onboarding;
	if (!isReachable(draft, 'confirm'))
		redirect(303, onboardingPath(params.reseller, params.onboarding, stepToTake(draft)));
	const [plan, pix] = await Promise.all([
		planOf(locals.db, account.reseller.id, draft.plan ?? {}),
		findPixAccount(locals.db, account.reseller.id)
	]);
	if (!plan)
		redirect(
			303,
			`${onboardingPath(params.reseller, params.onboarding, 'plan')}?refused=plan_not_available`
		);
	const usual = usualTerms(account.today, numberIn(draft.client, 'due_day'));
	return {
		plan,
		own: {
			surchargeCents: numberIn(draft.client, 'surcharge_cents'),
			discountCents: numberIn(draft.client, 'discount_cents')
		},
		hasPix: pix !== null,
		asksData: draft.client?.request_data === true,
		client: clientFormOf(draft.client ?? {}),
		form: await stepForm(
			step,
			draft,
			(answers) => offered(plan, { ...usual, ...termsFormOf(answers) }),
			url.searchParams.get('refused')
		)
	};
}

export const actions = {
	confirm: formAction(termsSchema, async (terms, { locals, params }) => {
		const { reseller = '', onboarding = '' } = params;
		await saveAnswers(locals.db, onboarding, 'terms', { ...termsFields(terms) });
		const clientId = await complete(locals.db, reseller, onboarding);
		redirect(303, clientPath(reseller, clientId));
	}),
	back: keepAndLeave(step, (params) =>
		onboardingPath(params.reseller ?? '', params.onboarding ?? '', 'plan')
	),
	leave: keepAndLeave(step, (params) => clientsPath(params.reseller ?? ''))
};

/** The terms with a recurrence that the plan is sold in. */
function offered<Terms extends { intervalMonths?: string }>(plan: DraftPlan, terms: Terms): Terms {
	const [first] = plan.intervals ?? [];
	if (first === undefined || plan.intervals?.includes(Number(terms.intervalMonths))) return terms;
	return { ...terms, intervalMonths: String(first) };
}

/** Completes, or leads to the step and field that the refusal is about. */
async function complete(db: Db, reseller: string, onboarding: string): Promise<string> {
	try {
		return (await completeOnboarding(db, onboarding)).clientId;
	} catch (error) {
		const place = error instanceof DomainError ? placeOfRefusal(error.code) : null;
		if (!(error instanceof DomainError) || !place) throw error;
		if (place.step === 'confirm')
			throw new DomainError(error.code, error.status, { ...error.params, field: place.field });
		redirect(303, `${onboardingPath(reseller, onboarding, place.step)}?refused=${error.code}`);
	}
}

function numberIn(answers: DraftAnswers | undefined, column: string): number | null {
	const value = answers?.[column];
	return typeof value === 'number' ? value : null;
}

async function planOf(
	db: Db,
	resellerId: string,
	answers: DraftAnswers
): Promise<DraftPlan | null> {
	if (typeof answers.id === 'string') return findActivePlan(db, resellerId, answers.id);
	return newPlanInDraft(answers, await listPlanCategories(db, resellerId));
}
