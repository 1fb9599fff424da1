import { z } from 'zod';
import { termsSchema } from '#lib/onboarding/terms-schema.ts';
import {
	hasPlanName,
	hasPlanPrice,
	planChoiceShape,
	planNameRule,
	planPriceRule
} from '#lib/plans/plan-choice-schema.ts';

/** "Nova assinatura": the plan and the terms of the wizard on one page, for a client that exists. */
export const newSubscriptionSchema = z
	.object({
		/** Made once with the page: however often it is sent, one subscription is added. */
		requestId: z.guid(),
		...planChoiceShape,
		...termsSchema.shape
	})
	.refine(hasPlanName, planNameRule)
	.refine(hasPlanPrice, planPriceRule);

export type NewSubscriptionForm = z.output<typeof newSubscriptionSchema>;
