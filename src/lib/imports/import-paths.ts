import { resolve } from '$app/paths';

export function importsPath(reseller: string): string {
	return resolve('/(console)/r/[reseller]/clients/import', { reseller });
}

export function importPath(reseller: string, importId: string): string {
	return resolve('/(console)/r/[reseller]/clients/import/[importId=uuid]', { reseller, importId });
}
