import type { Plan } from '#lib/plans/plan.ts';

/** Every how many months a subscription is billed. */
export const intervals = [1, 2, 3, 6, 12] as const;
export const activations = ['on_payment', 'now'] as const;

/** Days that a client gets to pay the first invoice unless somebody chooses otherwise. */
const daysToFirstDue = 5;
/** The database refuses a first due date further away. */
export const daysToLastFirstDue = 365;

export interface FirstInvoicePreview {
	monthlyPriceCents: number;
	monthlyPassThroughCents: number;
	months: number;
	totalCents: number;
}

/** What the first invoice will say; the database issues it (app.issue_subscription_invoice). */
export function previewFirstInvoice(
	{ monthlyPriceCents, passThroughCents }: Pick<Plan, 'monthlyPriceCents' | 'passThroughCents'>,
	months: number
): FirstInvoicePreview {
	return {
		monthlyPriceCents,
		monthlyPassThroughCents: passThroughCents,
		months,
		totalCents: (monthlyPriceCents + passThroughCents) * months
	};
}

/** @param today `yyyy-mm-dd` in the reseller's zone */
export function suggestedFirstDue(today: string): string {
	return addDays(today, daysToFirstDue);
}

/** The day of the month of a calendar date, 1 to 31. */
export function dayOfMonth(on: string): number {
	return Number(on.slice(8, 10));
}

export function addDays(on: string, days: number): string {
	const date = new Date(`${on}T00:00:00Z`);
	date.setUTCDate(date.getUTCDate() + days);
	return date.toISOString().slice(0, 10);
}
