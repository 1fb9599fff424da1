import { z } from 'zod';
import { clientFields, clientFormOf } from '#lib/clients/client-fields.ts';
import { clientSchema } from '#lib/clients/client-schema.ts';
import { m } from '#lib/paraglide/messages.js';

/** The wizard's first step: the client, and who fills in the rest of it. */
export const wizardClientSchema = clientSchema
	.safeExtend({ dataBy: z.enum(['form', 'email']).default('form') })
	.refine(({ dataBy, email }) => dataBy === 'form' || email !== '', {
		path: ['email'],
		error: () => m.data_requests_email_needed()
	});
export type WizardClient = z.output<typeof wizardClientSchema>;

/** As the draft keeps it; `request_data` lets `complete_onboarding` ask the client. */
export function wizardAnswers({ dataBy, ...client }: WizardClient): Record<string, unknown> {
	return { ...clientFields(client), ...(dataBy === 'email' && { request_data: true }) };
}

export function wizardFormOf(
	answers: Record<string, unknown>,
	locale: string
): Partial<WizardClient> {
	return {
		...clientFormOf(answers, locale),
		dataBy: answers.request_data === true ? 'email' : 'form'
	};
}
