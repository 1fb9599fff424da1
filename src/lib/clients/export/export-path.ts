import { resolve } from '$app/paths';

/** @param query of the list's address, without the question mark */
export function exportPath(reseller: string, query = ''): string {
	return resolve('/(console)/r/[reseller]/clients/export', { reseller }) + (query && `?${query}`);
}
