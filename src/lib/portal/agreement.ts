import type { SubscriptionStatus } from '#lib/subscriptions/subscription.ts';

/** What a client's own users may know of a subscription: the plan itself is the staff's to read. */
export interface Agreement {
	id: string;
	/** As the latest invoice calls it; null for who may not read invoices. */
	planName: string | null;
	status: SubscriptionStatus;
	activation: 'now' | 'on_payment';
	intervalMonths: number;
	dueDay: number;
	startedOn: string;
	nextPeriodOn: string;
}
