import { resolve } from '$app/paths';

export function auditPath(reseller: string, query = ''): string {
	return resolve('/(console)/r/[reseller]/audit', { reseller }) + (query && `?${query}`);
}

/** @param query filters, and where to go on: `after=<cursor>` */
export function auditRowsPath(reseller: string, query: string): string {
	return resolve('/(console)/r/[reseller]/audit/rows', { reseller }) + (query && `?${query}`);
}

export function auditOptionsPath(
	reseller: string,
	kind: 'person' | 'client',
	text: string
): string {
	const query = new URLSearchParams({ kind, q: text });
	return `${resolve('/(console)/r/[reseller]/audit/options', { reseller })}?${query}`;
}

export function auditExportPath(reseller: string, query: string): string {
	return resolve('/(console)/r/[reseller]/audit/export', { reseller }) + (query && `?${query}`);
}
