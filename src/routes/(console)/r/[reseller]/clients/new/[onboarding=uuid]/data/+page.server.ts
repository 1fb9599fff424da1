import { redirect } from '@sveltejs/kit';
import { clientFields, clientFormOf } from '#lib/clients/client-fields.ts';
import { clientsPath, onboardingPath } from '#lib/clients/client-paths.ts';
import { clientSchema } from '#lib/clients/client-schema.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { typedAnswers, type Draft } from '#lib/onboarding/onboarding.ts';
import { saveAnswers } from '#lib/onboarding/onboardings.server.ts';
import { keepAndLeave, stepForm } from '#lib/onboarding/step-forms.server.ts';
import { getLocale } from '#lib/paraglide/runtime.js';

const step = { step: 'data', schema: clientSchema, toAnswers: clientFields } as const;

export async function load({ parent, url }) {
	const { onboarding } = await parent();
	return {
		form: await stepForm(
			step,
			withPhones(onboarding.draft),
			(answers) => clientFormOf(answers, getLocale()),
			url.searchParams.get('refused')
		)
	};
}

export const actions = {
	continue: formAction(clientSchema, async (client, { locals, params }) => {
		await saveAnswers(locals.db, params.onboarding ?? '', 'client', clientFields(client));
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
