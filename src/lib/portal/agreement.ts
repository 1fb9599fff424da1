import type { SubscriptionStatus } from '#lib/billing/subscription.ts';

/** What a client's own users may know of a subscription: the plan itself is the staff's to read. */
export interface Agreement {
	id: string;
	status: SubscriptionStatus;
	activation: 'now' | 'on_payment';
	intervalMonths: number;
	dueDay: number;
	startedOn: string;
	nextPeriodOn: string;
}
