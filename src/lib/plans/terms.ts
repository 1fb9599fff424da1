/** Every how many months a plan can be billed. */
export const planIntervals = [1, 2, 3, 6, 12] as const;

/** What happens once quota and extras are used up: it stops, goes on and is billed, or likewise up to a cap. */
export const overageChoices = ['block', 'bill', 'cap'] as const;
export type OverageChoice = (typeof overageChoices)[number];

/** What a plan is sold for, as one version of it says; money in integer cents. */
export interface PlanTerms {
	monthlyPriceCents: number;
	/** A cost of the category, for each month. */
	passThroughCents: number;
	/** The recurrences it is sold in, in months. */
	intervals: number[];
	/** Where a longer period has a price of its own, by its months: cents of the whole period, without pass-through cost. */
	intervalPrices: Record<string, number>;
	/** Null: not metered. */
	sessionQuota: number | null;
	/** Extra sessions are bought by the pack; null: they are not. */
	packSessions: number | null;
	packPriceCents: number | null;
	sessionOverage: OverageChoice;
	/** Sessions of a period beyond the quota, with `cap`. */
	overageCap: number | null;
	/** For each of them, with `bill` and `cap`. */
	overagePriceCents: number | null;
	graceDays: number;
	trialDays: number;
	/** Null: it goes on until somebody ends it. */
	cyclesLimit: number | null;
}

type Priced = Pick<PlanTerms, 'monthlyPriceCents' | 'passThroughCents' | 'intervalPrices'>;

/** What a client pays for a period, before what is the client's own; the database says it with `app.period_price_cents`. */
export function periodCents(terms: Priced, months: number): number {
	return ownPeriodCents(terms, months) + terms.passThroughCents * months;
}

/** Of that, the price without the pass-through cost. */
export function ownPeriodCents({ intervalPrices, monthlyPriceCents }: Priced, months: number) {
	return intervalPrices[months] ?? monthlyPriceCents * months;
}

/** A month's share of a period, rounded half up: to compare recurrences, nobody is billed it. */
export function monthCents(terms: Priced, months: number): number {
	return Math.round(periodCents(terms, months) / months);
}

/** How much less a period is than as many single months, in whole percent; 0 when it is not. */
export function savedPercent(terms: Priced, months: number): number {
	const single = periodCents(terms, 1) * months;
	if (single === 0) return 0;
	return Math.max(0, Math.round(((single - periodCents(terms, months)) / single) * 100));
}

/** Of what a client pays per month, the share that is the reseller's own, in whole percent; null when nothing is paid. */
export function marginPercent({
	monthlyPriceCents,
	passThroughCents
}: Pick<PlanTerms, 'monthlyPriceCents' | 'passThroughCents'>): number | null {
	const paid = monthlyPriceCents + passThroughCents;
	return paid === 0 ? null : Math.round((monthlyPriceCents / paid) * 100);
}

/** One term that is another than before. `months`: of the price of which recurrence. */
export type TermChange =
	| { term: 'price' | 'cost'; before: number; after: number }
	| { term: 'intervalPrice'; months: number; before: number | null; after: number | null }
	| { term: 'intervals'; before: number[]; after: number[] }
	| { term: 'overage'; before: OverageChoice; after: OverageChoice }
	| {
			term:
				| ('quota' | 'grace' | 'trial' | 'cycles' | 'packSessions' | 'packPrice')
				| ('overageCap' | 'overagePrice');
			before: number | null;
			after: number | null;
	  };

/** What changed between two versions of the terms, money first. */
export function termChanges(earlier: PlanTerms, later: PlanTerms): TermChange[] {
	const plain = (
		[
			['quota', earlier.sessionQuota, later.sessionQuota],
			['packSessions', earlier.packSessions, later.packSessions],
			['packPrice', earlier.packPriceCents, later.packPriceCents],
			['overageCap', earlier.overageCap, later.overageCap],
			['overagePrice', earlier.overagePriceCents, later.overagePriceCents],
			['grace', earlier.graceDays, later.graceDays],
			['trial', earlier.trialDays, later.trialDays],
			['cycles', earlier.cyclesLimit, later.cyclesLimit]
		] as const
	)
		.filter(([, before, after]) => before !== after)
		.map(([term, before, after]) => ({ term, before, after }));
	return [...priceChanges(earlier, later), ...overageChanges(earlier, later), ...plain];
}

function overageChanges(earlier: PlanTerms, later: PlanTerms): TermChange[] {
	if (earlier.sessionOverage === later.sessionOverage) return [];
	return [{ term: 'overage', before: earlier.sessionOverage, after: later.sessionOverage }];
}

function priceChanges(earlier: PlanTerms, later: PlanTerms): TermChange[] {
	const changes: TermChange[] = [];
	if (earlier.monthlyPriceCents !== later.monthlyPriceCents)
		changes.push({
			term: 'price',
			before: earlier.monthlyPriceCents,
			after: later.monthlyPriceCents
		});
	if (earlier.passThroughCents !== later.passThroughCents)
		changes.push({ term: 'cost', before: earlier.passThroughCents, after: later.passThroughCents });
	for (const months of planIntervals) {
		const before = earlier.intervalPrices[months] ?? null;
		const after = later.intervalPrices[months] ?? null;
		if (before !== after) changes.push({ term: 'intervalPrice', months, before, after });
	}
	if (String(earlier.intervals) !== String(later.intervals))
		changes.push({ term: 'intervals', before: earlier.intervals, after: later.intervals });
	return changes;
}
