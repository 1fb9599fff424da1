import { resolve } from '$app/paths';
import type { ChangeName } from './subscription-change.ts';

/** Where a subscription stands: of which reseller and client. */
export interface SubscriptionPlace {
	reseller: string;
	clientId: string;
	subscriptionId: string;
}

export function subscriptionPath({
	reseller,
	clientId,
	subscriptionId
}: SubscriptionPlace): string {
	return resolve(
		'/(console)/r/[reseller]/clients/[clientId=uuid]/subscriptions/[subscriptionId=uuid]',
		{ reseller, clientId, subscriptionId }
	);
}

/** @param query what is changed: `adjustment=<id>` */
export function changePath(
	{ reseller, clientId, subscriptionId }: SubscriptionPlace,
	change: ChangeName,
	query = ''
): string {
	const path = resolve(
		'/(console)/r/[reseller]/clients/[clientId=uuid]/subscriptions/[subscriptionId=uuid]/change/[change=change]',
		{ reseller, clientId, subscriptionId, change }
	);
	return path + (query && `?${query}`);
}
