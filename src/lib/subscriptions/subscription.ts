export const subscriptionStatuses = [
	'scheduled',
	'pending',
	'trialing',
	'active',
	'paused',
	'suspended',
	'canceled',
	'expired'
] as const;
export type SubscriptionStatus = (typeof subscriptionStatuses)[number];

/** How its invoices ask to be paid; null in a subscription: as the client's collection says. */
export type SubscriptionMethod = 'pix' | 'boleto' | 'card';

/** A client on a plan; cents, `yyyy-mm-dd`. */
export interface SubscriptionSummary {
	id: string;
	status: SubscriptionStatus;
	activation: 'now' | 'on_payment';
	planId: string;
	planName: string;
	/** Units of use per period; null: not metered. */
	sessionQuota: number | null;
	intervalMonths: number;
	dueDay: number;
	method: SubscriptionMethod | null;
	startedOn: string;
	nextPeriodOn: string;
	/** Where the next period ends when it is a short one. */
	nextPeriodEndsOn: string | null;
	trialEndsOn: string | null;
	cyclesLimit: number | null;
	cyclesBilled: number;
	contractTotalCents: number | null;
	instalments: number | null;
	cancelsOn: string | null;
	pausedOn: string | null;
	endedOn: string | null;
	/** An instant; null while it waits. */
	activatedAt: string | null;
	/** Per period: the plan's price and cost, the client's own surcharge and discount, and what adjustments add and take. */
	priceCents: number;
	passThroughCents: number;
	surchargeCents: number;
	discountCents: number;
	addedCents: number;
	takenCents: number;
	periodCents: number;
	monthlyCents: number;
	nextPlanName: string;
	nextIntervalMonths: number | null;
	nextTotalCents: number;
}

/** A discount or surcharge of one subscription, per period. */
export interface Adjustment {
	id: string;
	kind: 'discount' | 'surcharge';
	/** Exactly one of the two: cents, or basis points of the plan's price and cost. */
	amountCents: number | null;
	percentBps: number | null;
	/** Invoices for which it still counts; null: always. */
	cyclesLeft: number | null;
	description: string;
}

const endings: SubscriptionStatus[] = ['canceled', 'expired'];

export function hasEnded({ status }: Pick<SubscriptionSummary, 'status'>): boolean {
	return endings.includes(status);
}

/** What the client has agreed to pay per month: also for what waits for its first payment; nothing for what rests. */
export function monthlyTotalCents(
	subscriptions: Pick<SubscriptionSummary, 'status' | 'monthlyCents'>[]
): number {
	return subscriptions
		.filter((one) => !hasEnded(one) && one.status !== 'paused')
		.reduce((cents, { monthlyCents }) => cents + monthlyCents, 0);
}
