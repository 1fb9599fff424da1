import { resolve } from '$app/paths';

export function clientSubscriptionsPath(reseller: string, clientId: string): string {
	return resolve('/(console)/r/[reseller]/clients/[clientId=uuid]/(tabs)/subscriptions', {
		reseller,
		clientId
	});
}

export function newSubscriptionPath(reseller: string, clientId: string): string {
	return resolve('/(console)/r/[reseller]/clients/[clientId=uuid]/subscriptions/new', {
		reseller,
		clientId
	});
}

/** @param query which of them: `status=overdue`, `after=<cursor>` */
export function clientInvoicesPath(reseller: string, clientId: string, query = ''): string {
	const path = resolve('/(console)/r/[reseller]/clients/[clientId=uuid]/(tabs)/invoices', {
		reseller,
		clientId
	});
	return path + (query && `?${query}`);
}

export function newInvoicePath(reseller: string, clientId: string): string {
	return resolve('/(console)/r/[reseller]/clients/[clientId=uuid]/invoices/new', {
		reseller,
		clientId
	});
}

/** @param query where to go on: `after=<cursor>` */
export function clientHistoryPath(reseller: string, clientId: string, query = ''): string {
	const path = resolve('/(console)/r/[reseller]/clients/[clientId=uuid]/(tabs)/history', {
		reseller,
		clientId
	});
	return path + (query && `?${query}`);
}

export function clientDetailsPath(reseller: string, clientId: string): string {
	return resolve('/(console)/r/[reseller]/clients/[clientId=uuid]/(tabs)/details', {
		reseller,
		clientId
	});
}

export function batchesPath(reseller: string): string {
	return resolve('/(console)/r/[reseller]/clients/batches', { reseller });
}

/** Takes the deletion and the anonymisation of a client. */
export function removalPath(reseller: string, clientId: string): string {
	return resolve('/(console)/r/[reseller]/clients/[clientId=uuid]/removal', {
		reseller,
		clientId
	});
}
