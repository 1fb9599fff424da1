import { m } from '#lib/paraglide/messages.js';
import type { SubscriptionSummary } from './subscription.ts';

export interface AmountRow {
	label: string;
	cents: number;
}

/** What a period is made of; what is nothing is left out, but for the price. */
export function amountRows(subscription: SubscriptionSummary): AmountRow[] {
	return [
		{
			label:
				subscription.instalments === null
					? m.billing_subscription_price()
					: m.subscriptions_instalment(),
			cents: subscription.priceCents
		},
		{ label: m.billing_subscription_pass_through(), cents: subscription.passThroughCents },
		{ label: m.billing_subscription_surcharge(), cents: subscription.surchargeCents },
		{ label: m.billing_subscription_discount(), cents: -subscription.discountCents },
		{ label: m.subscriptions_added(), cents: subscription.addedCents },
		{ label: m.subscriptions_taken(), cents: -subscription.takenCents }
	].filter(({ cents }, index) => index === 0 || cents !== 0);
}
