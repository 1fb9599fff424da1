import { z } from 'zod';
import { formatAmount, parseMoney } from '#lib/format/money.ts';
import { hasUnstorable } from '#lib/format/plain-text.ts';
import { isUuid } from '#lib/format/uuid.ts';
import { m } from '#lib/paraglide/messages.js';
import { overageChoices, type PlanTerms } from './terms.ts';

/** Constraints of the same names in the database. */
const mostCents = 100_000_000;
const mostPeriodCents = 1_200_000_000;
const mostOverageCents = 1_000_000;

const text = (longest: number, words: () => string) =>
	z
		.string()
		.trim()
		.max(longest, { error: words })
		.refine((typed) => !hasUnstorable(typed), { error: () => m.error_text_unstorable() })
		.default('');
const amount = (most: number, words: () => string) =>
	z
		.string()
		.trim()
		.max(30, { error: words })
		.refine((typed) => typed === '' || isAmount(typed, most), { error: words })
		.default('');
const whole = (least: number, most: number, words: () => string) =>
	z
		.string()
		.trim()
		.refine((typed) => typed === '' || isWhole(typed, least, most), { error: words })
		.default('');
const intervalPrice = amount(mostPeriodCents, () => m.error_plan_interval_prices_invalid());

/** The form of a plan, everything as typed; `planFields` turns it into what is stored. */
export const planSchema = z
	.object({
		requestId: z.guid(),
		/** The version that the form began with; empty for a new plan. */
		seenVersion: z.string().max(9).default(''),
		name: z
			.string()
			.trim()
			.min(1, { error: () => m.error_plan_name_invalid() })
			.max(120, { error: () => m.error_plan_name_invalid() })
			.refine((typed) => !hasUnstorable(typed), { error: () => m.error_text_unstorable() }),
		description: text(2000, () => m.error_plan_description_invalid()),
		categoryId: z
			.string()
			.refine((id) => id === '' || isUuid(id), { error: () => m.error_plan_category_not_found() })
			.default(''),
		isPrivate: z.boolean().default(false),
		price: z
			.string()
			.trim()
			.max(30)
			.refine((typed) => isAmount(typed, mostCents), { error: () => m.error_plan_price_invalid() }),
		every1: z.boolean().default(false),
		every2: z.boolean().default(false),
		every3: z.boolean().default(false),
		every6: z.boolean().default(false),
		every12: z.boolean().default(false),
		price2: intervalPrice,
		price3: intervalPrice,
		price6: intervalPrice,
		price12: intervalPrice,
		sessionQuota: whole(0, 999_999_999, () => m.error_plan_quota_invalid()),
		packSessions: whole(1, 1_000_000, () => m.error_plan_pack_invalid()),
		packPrice: amount(mostCents, () => m.error_plan_pack_invalid()),
		sessionOverage: z.enum(overageChoices).default('block'),
		overageCap: whole(1, 999_999_999, () => m.error_plan_overage_invalid()),
		overagePrice: amount(mostOverageCents, () => m.error_plan_overage_invalid()),
		graceDays: whole(0, 90, () => m.error_plan_grace_invalid()),
		trialDays: whole(0, 365, () => m.error_plan_trial_invalid()),
		cyclesLimit: whole(1, 120, () => m.error_plan_cycles_invalid()),
		agreement: text(50_000, () => m.error_plan_agreement_too_long())
	})
	.refine((form) => offered(form).length > 0, {
		path: ['every1'],
		error: () => m.error_plan_intervals_invalid()
	})
	.refine(({ packSessions, packPrice }) => (packSessions === '') === (packPrice === ''), {
		path: ['packPrice'],
		error: () => m.error_plan_pack_invalid()
	})
	.refine(({ sessionOverage, sessionQuota }) => sessionOverage === 'block' || sessionQuota !== '', {
		path: ['sessionQuota'],
		error: () => m.plans_overage_needs_quota()
	})
	.refine(({ sessionOverage, overagePrice }) => sessionOverage === 'block' || overagePrice !== '', {
		path: ['overagePrice'],
		error: () => m.plans_overage_needs_price()
	})
	.refine(({ sessionOverage, overageCap }) => sessionOverage !== 'cap' || overageCap !== '', {
		path: ['overageCap'],
		error: () => m.plans_overage_needs_cap()
	});
export type PlanForm = z.output<typeof planSchema>;

/** What is stored of a plan besides its terms. */
export interface StoredPlan {
	name: string;
	description: string | null;
	categoryId: string | null;
	isPrivate: boolean;
	agreement: string | null;
}

export function planFields(form: PlanForm): Record<string, unknown> {
	const intervals = offered(form);
	const prices = priceFields(form).filter(
		([months, typed]) => typed !== '' && intervals.includes(Number(months))
	);
	return {
		name: form.name,
		description: form.description || null,
		category_id: form.categoryId || null,
		is_private: form.isPrivate,
		monthly_price_cents: parseMoney(form.price) ?? 0,
		intervals,
		interval_prices: Object.fromEntries(
			prices.map(([months, typed]) => [months, parseMoney(typed) ?? 0])
		),
		session_quota: wholeOf(form.sessionQuota),
		pack_sessions: wholeOf(form.packSessions),
		pack_price_cents: form.packPrice === '' ? null : parseMoney(form.packPrice),
		session_overage: form.sessionOverage,
		// What the choice does not ask for is left out.
		overage_cap: form.sessionOverage === 'cap' ? wholeOf(form.overageCap) : null,
		overage_price_cents: form.sessionOverage === 'block' ? null : parseMoney(form.overagePrice),
		grace_days: wholeOf(form.graceDays) ?? 0,
		trial_days: wholeOf(form.trialDays) ?? 0,
		cycles_limit: wholeOf(form.cyclesLimit),
		agreement: form.agreement || null
	};
}

/** A stored plan as the form shows it. */
export function planFormOf(
	plan: StoredPlan,
	terms: PlanTerms,
	locale: string
): Omit<PlanForm, 'requestId' | 'seenVersion'> {
	const amountOf = (cents: number | null | undefined) =>
		cents === null || cents === undefined ? '' : formatAmount(cents, locale);
	const daysOf = (days: number) => (days === 0 ? '' : String(days));
	const sold = (months: number) => terms.intervals.includes(months);
	return {
		name: plan.name,
		description: plan.description ?? '',
		categoryId: plan.categoryId ?? '',
		isPrivate: plan.isPrivate,
		price: amountOf(terms.monthlyPriceCents),
		...{ every1: sold(1), every2: sold(2), every3: sold(3), every6: sold(6), every12: sold(12) },
		price2: amountOf(terms.intervalPrices[2]),
		price3: amountOf(terms.intervalPrices[3]),
		price6: amountOf(terms.intervalPrices[6]),
		price12: amountOf(terms.intervalPrices[12]),
		sessionQuota: String(terms.sessionQuota ?? ''),
		packSessions: String(terms.packSessions ?? ''),
		packPrice: amountOf(terms.packPriceCents),
		sessionOverage: terms.sessionOverage,
		overageCap: String(terms.overageCap ?? ''),
		overagePrice: amountOf(terms.overagePriceCents),
		graceDays: daysOf(terms.graceDays),
		trialDays: daysOf(terms.trialDays),
		cyclesLimit: String(terms.cyclesLimit ?? ''),
		agreement: plan.agreement ?? ''
	};
}

/** The field of the form that a refusal is about. */
export const fieldOfPlanRefusal: Record<string, keyof PlanForm> = {
	plan_incomplete: 'name',
	plan_name_invalid: 'name',
	plan_description_invalid: 'description',
	plan_category_not_found: 'categoryId',
	plan_price_invalid: 'price',
	plan_intervals_invalid: 'every1',
	plan_quota_invalid: 'sessionQuota',
	plan_pack_invalid: 'packPrice',
	plan_overage_invalid: 'overagePrice',
	plan_grace_invalid: 'graceDays',
	plan_trial_invalid: 'trialDays',
	plan_cycles_invalid: 'cyclesLimit',
	plan_agreement_too_long: 'agreement'
};

function offered(form: Record<`every${1 | 2 | 3 | 6 | 12}`, boolean>): number[] {
	return ([1, 2, 3, 6, 12] as const).filter((months) => form[`every${months}`]);
}

function priceFields(form: PlanForm): [string, string][] {
	return [
		['2', form.price2],
		['3', form.price3],
		['6', form.price6],
		['12', form.price12]
	];
}

function wholeOf(typed: string): number | null {
	return typed === '' ? null : Number(typed);
}

function isAmount(typed: string, most: number): boolean {
	const cents = parseMoney(typed);
	return cents !== null && cents >= 0 && cents <= most;
}

function isWhole(typed: string, least: number, most: number): boolean {
	return /^\d{1,9}$/.test(typed) && Number(typed) >= least && Number(typed) <= most;
}
