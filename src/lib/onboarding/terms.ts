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
	/** Of the whole period: its months, or a price of its own. */
	priceCents: number;
	monthlyPassThroughCents: number;
	monthlySurchargeCents: number;
	/** Of the whole period. */
	discountCents: number;
	months: number;
	totalCents: number;
}

/** What is added to and taken from every month of a client; cents. */
export interface OwnAmounts {
	surchargeCents: number | null;
	discountCents: number | null;
}

/** What the first invoice will say; the database issues it (app.issue_subscription_invoice). */
export function previewFirstInvoice(
	{
		monthlyPriceCents,
		passThroughCents,
		intervalPrices
	}: Pick<Plan, 'monthlyPriceCents' | 'passThroughCents' | 'intervalPrices'>,
	months: number,
	own: OwnAmounts = { surchargeCents: null, discountCents: null }
): FirstInvoicePreview {
	const surcharge = own.surchargeCents ?? 0;
	const priceCents = intervalPrices?.[months] ?? monthlyPriceCents * months;
	const gross = priceCents + (passThroughCents + surcharge) * months;
	// A discount never takes more than there is.
	const discountCents = Math.min((own.discountCents ?? 0) * months, gross);
	return {
		monthlyPriceCents,
		priceCents,
		monthlyPassThroughCents: passThroughCents,
		monthlySurchargeCents: surcharge,
		discountCents,
		months,
		totalCents: gross - discountCents
	};
}

/** What the terms begin with, as the form holds them: the client's own due day where it has one. */
export function usualTerms(
	today: string,
	ownDueDay: number | null
): { firstDueOn: string; dueDay: string } {
	const firstDueOn = ownDueDay ? nextOnDay(today, ownDueDay) : suggestedFirstDue(today);
	return { firstDueOn, dueDay: String(ownDueDay ?? dayOfMonth(firstDueOn)) };
}

/** @param today `yyyy-mm-dd` in the reseller's zone */
export function suggestedFirstDue(today: string): string {
	return addDays(today, daysToFirstDue);
}

/** The next date after today on that day of the month; the last one of a month that is too short for it. */
export function nextOnDay(today: string, day: number): string {
	const [year = 0, month = 0] = today.split('-').map(Number);
	const thisMonth = onDay(year, month, day);
	return thisMonth > today ? thisMonth : onDay(year, month + 1, day);
}

/** The day of the month of a calendar date, 1 to 31. */
export function dayOfMonth(on: string): number {
	return Number(on.slice(8, 10));
}

function onDay(year: number, month: number, day: number): string {
	const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
	return new Date(Date.UTC(year, month - 1, Math.min(day, last))).toISOString().slice(0, 10);
}

export function addDays(on: string, days: number): string {
	const date = new Date(`${on}T00:00:00Z`);
	date.setUTCDate(date.getUTCDate() + days);
	return date.toISOString().slice(0, 10);
}
