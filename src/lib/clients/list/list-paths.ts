import { resolve } from '$app/paths';
import { clientPath, clientsPath } from '../client-paths.ts';

/** The list itself, by its query. */
export function clientListPath(reseller: string, query = ''): string {
	return clientsPath(reseller) + (query && `?${query}`);
}

/** What serves the list that is open: more rows, changes to many clients, kept views, plans to filter by. */
export function clientListEndpoint(
	reseller: string,
	name: 'rows' | 'batches' | 'views' | 'options'
): string {
	return resolve(`/(console)/r/[reseller]/clients/${name}`, { reseller });
}

/** Where a client's plan is seen and changed. */
export function clientPlanPath(reseller: string, clientId: string): string {
	return `${clientPath(reseller, clientId)}/subscriptions`;
}

/** The client page with its dialog for deleting open. */
export function deleteClientPath(reseller: string, clientId: string): string {
	return `${clientPath(reseller, clientId)}?do=delete`;
}
