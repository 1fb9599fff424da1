import { redirect } from '@sveltejs/kit';
import { clientsPath, onboardingPath } from '#lib/clients/client-paths.ts';
import {
	wizardAnswers,
	wizardClientSchema,
	wizardFormOf
} from '#lib/data-requests/wizard-schema.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { typedAnswers, type Draft } from '#lib/onboarding/onboarding.ts';
import { saveAnswers } from '#lib/onboarding/onboardings.server.ts';
import { keepAndLeave, stepForm } from '#lib/onboarding/step-forms.server.ts';
import { getLocale } from '#lib/paraglide/runtime.js';

const step = { step: 'data', schema: wizardClientSchema, toAnswers: wizardAnswers } as const;

export async function load({ parent, url }) {
	const { onboarding } = await parent();
	return {
		form: await stepForm(
			step,
			withPhones(onboarding.draft),
			(answers) => wizardFormOf(answers, getLocale()),
			url.searchParams.get('refused')
		)
	};
}

export const actions = {
	continue: formAction(wizardClientSchema, async (client, { locals, params }) => {
		await saveAnswers(locals.db, params.onboarding ?? '', 'client', wizardAnswers(client));
		redirect(303, onboardingPath(params.reseller ?? '', params.onboarding ?? '', 'plan'));
	}),
	keep: keepAndLeave(step),
	leave: keepAndLeave(step, (params) => clientsPath(params.reseller ?? ''))
};

/** Drafts of older days hold one phone. */
function withPhones(draft: Draft): Draft {
	const typed = typedAnswers(draft.client);
	if (!typed || typeof typed.phone !== 'string' || 'phones' in typed) return draft;
	const { phone, ...rest } = typed;
	return { ...draft, client: { typed: { ...rest, phones: phone ? [phone] : [] } } };
}
