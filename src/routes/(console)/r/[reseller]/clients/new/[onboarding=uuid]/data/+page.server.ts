import { redirect } from '@sveltejs/kit';
import { clientsPath, onboardingPath } from '#lib/clients/client-paths.ts';
import { clientFields, clientFormOf, clientSchema } from '#lib/clients/client-schema.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { saveAnswers } from '#lib/onboarding/onboardings.server.ts';
import { keepAndLeave, stepForm } from '#lib/onboarding/step-forms.server.ts';

const step = { step: 'data', schema: clientSchema, toAnswers: clientFields } as const;

export async function load({ parent, url }) {
	const { onboarding } = await parent();
	return {
		form: await stepForm(step, onboarding.draft, clientFormOf, url.searchParams.get('refused'))
	};
}

export const actions = {
	continue: formAction(clientSchema, async (client, { locals, params }) => {
		await saveAnswers(locals.db, params.onboarding ?? '', 'client', clientFields(client));
		redirect(303, onboardingPath(params.reseller ?? '', params.onboarding ?? '', 'plan'));
	}),
	leave: keepAndLeave(step, (params) => clientsPath(params.reseller ?? ''))
};
