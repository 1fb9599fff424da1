import { z } from 'zod';
import { formatAmount, parseMoney } from '#lib/format/money.ts';
import { isUuid } from '#lib/format/uuid.ts';
import { m } from '#lib/paraglide/messages.js';
import { newPlan } from './plan.ts';

const mostCents = 100_000_000;

/** An existing plan by its id, or `new` and the fields of it; with `planNameRule` and `planPriceRule`. */
export const planChoiceShape = {
	choice: z.string().refine((choice) => choice === newPlan || isUuid(choice), {
		error: () => m.error_plan_choice_required()
	}),
	name: z.string().trim().max(120),
	/** As typed, `1.234,50`. */
	price: z.string().trim().max(30),
	category: z.string().trim().max(60).default(''),
	isPrivate: z.boolean().default(false)
};
export const planNameRule = { path: ['name'], error: () => m.error_plan_name_invalid() };
export const planPriceRule = { path: ['price'], error: () => m.error_plan_price_invalid() };

/** Second step of the wizard. */
export const planChoiceSchema = z
	.object(planChoiceShape)
	.refine(hasPlanName, planNameRule)
	.refine(hasPlanPrice, planPriceRule);

export type PlanChoice = z.output<z.ZodObject<typeof planChoiceShape>>;

/** What is stored: the id of a plan, or the fields of a new one, money in cents. */
export type PlanFields =
	| { id: string }
	| { name: string; monthly_price_cents: number; category?: string; is_private: boolean };

export function planFields({ choice, name, price, category, isPrivate }: PlanChoice): PlanFields {
	if (choice !== newPlan) return { id: choice };
	return {
		name,
		monthly_price_cents: parseMoney(price) ?? 0,
		...(category && { category }),
		is_private: isPrivate
	};
}

/** A stored choice as the form shows it. */
export function planChoiceOf(fields: Record<string, unknown>, locale: string): Partial<PlanChoice> {
	if (typeof fields.id === 'string') return { choice: fields.id };
	if (typeof fields.name !== 'string') return {};
	return {
		choice: newPlan,
		name: fields.name,
		price:
			typeof fields.monthly_price_cents === 'number'
				? formatAmount(fields.monthly_price_cents, locale)
				: '',
		category: typeof fields.category === 'string' ? fields.category : '',
		isPrivate: fields.is_private === true
	};
}

/** A new plan needs a name, */
export function hasPlanName({ choice, name }: Pick<PlanChoice, 'choice' | 'name'>): boolean {
	return choice !== newPlan || name !== '';
}

/** and a price. */
export function hasPlanPrice({ choice, price }: Pick<PlanChoice, 'choice' | 'price'>): boolean {
	return choice !== newPlan || isPrice(price);
}

function isPrice(typed: string): boolean {
	const cents = parseMoney(typed);
	return cents !== null && cents >= 0 && cents <= mostCents;
}
