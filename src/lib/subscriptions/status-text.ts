import { m } from '#lib/paraglide/messages.js';
import type { SubscriptionStatus } from './subscription.ts';

const texts: Record<SubscriptionStatus, () => string> = {
	scheduled: m.subscriptions_status_scheduled,
	pending: m.billing_subscription_pending,
	trialing: m.subscriptions_status_trialing,
	active: m.billing_subscription_active,
	paused: m.subscriptions_status_paused,
	suspended: m.billing_subscription_suspended,
	canceled: m.billing_subscription_canceled,
	expired: m.billing_subscription_expired
};

export const subscriptionStatusText = (status: SubscriptionStatus) => texts[status]();
