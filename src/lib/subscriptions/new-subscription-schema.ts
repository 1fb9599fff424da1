import { z } from 'zod';
import { isCalendarDate } from '#lib/format/dates.ts';
import { m } from '#lib/paraglide/messages.js';
import {
	hasPlanName,
	hasPlanPrice,
	planChoiceShape,
	planNameRule,
	planPriceRule
} from '#lib/plans/plan-choice-schema.ts';
import { adjustmentMeasures } from './change-wish.ts';
import { newAdjustmentKinds, starts } from './new-terms.ts';

const text = (most: number) => z.string().trim().max(most).default('');
const date = z.string().refine((on) => on === '' || isCalendarDate(on), {
	error: () => m.error_date_invalid()
});

/** "Nova assinatura": plan and terms on one page, for a client that exists. Whether they go together the database says. */
export const newSubscriptionSchema = z
	.object({
		/** Made once with the page: however often it is sent, one subscription is added. */
		requestId: z.guid(),
		...planChoiceShape,
		intervalMonths: z.enum(['1', '2', '3', '6', '12']),
		start: z.enum(starts).default('on_payment'),
		/** Of a start on a date. */
		startsOn: date.default(''),
		firstDueOn: date.default(''),
		dueDay: z.string().refine((day) => /^([1-9]|[12]\d|3[01])$/.test(day), {
			error: () => m.error_subscription_due_day_invalid()
		}),
		/** As typed; empty: as the plan has it. */
		trialDays: text(3),
		cyclesLimit: text(3),
		method: text(10),
		/** Both or neither: a total in monthly instalments. */
		contractTotal: text(30),
		instalments: text(2),
		adjustmentKind: z.enum(newAdjustmentKinds).default('none'),
		measure: z.enum(adjustmentMeasures).default('percent'),
		size: text(30),
		cycles: text(3),
		description: text(120)
	})
	.refine(hasPlanName, planNameRule)
	.refine(hasPlanPrice, planPriceRule)
	.refine(({ start, startsOn }) => start !== 'date' || startsOn !== '', {
		path: ['startsOn'],
		error: () => m.error_date_invalid()
	});

export type NewSubscriptionForm = z.output<typeof newSubscriptionSchema>;
