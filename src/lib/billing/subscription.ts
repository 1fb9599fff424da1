export type SubscriptionStatus = 'pending' | 'active' | 'suspended' | 'canceled' | 'expired';

/** A client on a plan; cents, `yyyy-mm-dd`. */
export interface SubscriptionSummary {
	id: string;
	status: SubscriptionStatus;
	activation: 'now' | 'on_payment';
	planName: string;
	intervalMonths: number;
	dueDay: number;
	startedOn: string;
	nextPeriodOn: string;
	monthlyCents: number;
	periodCents: number;
}

/** What the running subscriptions bring in per month. */
export function monthlyTotalCents(
	subscriptions: Pick<SubscriptionSummary, 'status' | 'monthlyCents'>[]
): number {
	return subscriptions
		.filter(({ status }) => status === 'active' || status === 'suspended')
		.reduce((cents, { monthlyCents }) => cents + monthlyCents, 0);
}
