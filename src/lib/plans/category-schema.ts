import { z } from 'zod';
import { parseMoney } from '#lib/format/money.ts';
import { m } from '#lib/paraglide/messages.js';

/** The constraint plan_category_cost_invalid. */
const mostCents = 100_000_000;

export const categorySchema = z.object({
	id: z.guid(),
	name: z
		.string()
		.trim()
		.min(1, { error: () => m.error_plan_category_name_invalid() })
		.max(60, { error: () => m.error_plan_category_name_invalid() }),
	/** As typed; empty is nothing. */
	cost: z
		.string()
		.trim()
		.max(30)
		.refine(isCost, { error: () => m.error_plan_category_cost_invalid() })
		.default('')
});
export type CategoryForm = z.output<typeof categorySchema>;

export const chosenCategory = z.object({ id: z.guid() });

function isCost(typed: string): boolean {
	const cents = typed === '' ? 0 : parseMoney(typed);
	return cents !== null && cents >= 0 && cents <= mostCents;
}
