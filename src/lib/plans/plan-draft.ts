import { parseMoney } from '#lib/format/money.ts';
import { planIntervals, type OverageChoice, type PlanTerms } from './terms.ts';

/** What of the form decides what a client pays, as it is being typed. */
export interface TypedPlan {
	price: string;
	every1: boolean;
	every2: boolean;
	every3: boolean;
	every6: boolean;
	every12: boolean;
	price2: string;
	price3: string;
	price6: string;
	price12: string;
	sessionQuota: string;
	packSessions: string;
	packPrice: string;
	sessionOverage: OverageChoice;
	overageCap: string;
	overagePrice: string;
	graceDays: string;
	trialDays: string;
	cyclesLimit: string;
}

/**
 * The terms as the form stands, for the preview beside it. What is no number yet counts as absent.
 * @param passThroughCents of the chosen category
 * @returns null while there is no price
 */
export function termsInDraft(typed: TypedPlan, passThroughCents: number): PlanTerms | null {
	const monthlyPriceCents = centsOf(typed.price);
	if (monthlyPriceCents === null) return null;
	const intervals = planIntervals.filter((months) => typed[`every${months}`]);
	const prices = ([2, 3, 6, 12] as const).flatMap((months) => {
		const cents = centsOf(typed[`price${months}`]);
		return cents === null || !typed[`every${months}`] ? [] : [[months, cents] as const];
	});
	return {
		monthlyPriceCents,
		passThroughCents,
		intervals,
		intervalPrices: Object.fromEntries(prices),
		sessionQuota: wholeOf(typed.sessionQuota),
		packSessions: wholeOf(typed.packSessions),
		packPriceCents: centsOf(typed.packPrice),
		sessionOverage: typed.sessionOverage,
		overageCap: typed.sessionOverage === 'cap' ? wholeOf(typed.overageCap) : null,
		overagePriceCents: typed.sessionOverage === 'block' ? null : centsOf(typed.overagePrice),
		graceDays: wholeOf(typed.graceDays) ?? 0,
		trialDays: wholeOf(typed.trialDays) ?? 0,
		cyclesLimit: wholeOf(typed.cyclesLimit)
	};
}

function centsOf(typed: string): number | null {
	const cents = typed.trim() === '' ? null : parseMoney(typed);
	return cents !== null && cents >= 0 ? cents : null;
}

function wholeOf(typed: string): number | null {
	return /^\s*\d{1,9}\s*$/.test(typed) ? Number(typed) : null;
}
