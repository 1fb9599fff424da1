import { resolve } from '$app/paths';

export const developersPath = (reseller: string): string =>
	resolve(`/r/${reseller}/developers` as '/');
export const webhooksPath = (reseller: string): string => `${developersPath(reseller)}/webhooks`;
export const endpointPath = (reseller: string, id: string): string =>
	`${webhooksPath(reseller)}/${id}`;
export const deliveryPath = (reseller: string, endpointId: string, id: string): string =>
	`${endpointPath(reseller, endpointId)}/deliveries/${id}`;
