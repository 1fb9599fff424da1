export type SubscriptionStatus = 'pending' | 'active' | 'suspended' | 'canceled' | 'expired';

/** A client on a plan; cents, `yyyy-mm-dd`. */
export interface SubscriptionSummary {
	id: string;
	status: SubscriptionStatus;
	activation: 'now' | 'on_payment';
	planName: string;
	/** Units of use per period; null: not metered. */
	sessionQuota: number | null;
	intervalMonths: number;
	dueDay: number;
	startedOn: string;
	nextPeriodOn: string;
	/** An instant; null while it waits. */
	activatedAt: string | null;
	/** Per month: the plan's price and cost, what is added and taken away for this client, and all of it together. */
	priceCents: number;
	passThroughCents: number;
	surchargeCents: number;
	discountCents: number;
	monthlyCents: number;
	periodCents: number;
}

const ended: SubscriptionStatus[] = ['canceled', 'expired'];

/** What the client has agreed to pay per month: also for what waits for its first payment. */
export function monthlyTotalCents(
	subscriptions: Pick<SubscriptionSummary, 'status' | 'monthlyCents'>[]
): number {
	return subscriptions
		.filter(({ status }) => !ended.includes(status))
		.reduce((cents, { monthlyCents }) => cents + monthlyCents, 0);
}
