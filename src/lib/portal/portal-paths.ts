import { resolve } from '$app/paths';

export type Door = 'c' | 'as';

/** Through which door a page of the portal was entered, and to which account: the params of its route. */
export interface Entrance {
	door: Door;
	/** Id of the client, or of the impersonation. */
	account: string;
}

export function homePath(entrance: Entrance): string {
	return resolve('/(portal)/[door=door]/[account=uuid]', { ...entrance });
}

/** @param after cursor of the last invoice of the page before */
export function invoicesPath(entrance: Entrance, after?: string): string {
	const path = resolve('/(portal)/[door=door]/[account=uuid]/invoices', { ...entrance });
	return after ? `${path}?after=${after}` : path;
}

export function invoicePath(entrance: Entrance, invoiceId: string): string {
	return resolve('/(portal)/[door=door]/[account=uuid]/invoices/[invoiceId=uuid]', {
		...entrance,
		invoiceId
	});
}

export function invoicePaperPath(entrance: Entrance, invoiceId: string): string {
	return resolve('/(portal)/[door=door]/[account=uuid]/invoices/[invoiceId=uuid]/pdf', {
		...entrance,
		invoiceId
	});
}

export function companyPath(entrance: Entrance): string {
	return resolve('/(portal)/[door=door]/[account=uuid]/company', { ...entrance });
}

/** @param before start of the last access of the page before, ISO 8601 */
export function accessesPath(entrance: Entrance, before?: string): string {
	const path = resolve('/(portal)/[door=door]/[account=uuid]/accesses', { ...entrance });
	return before ? `${path}?before=${encodeURIComponent(before)}` : path;
}

/** Where an impersonation is left, and where it leads once it is over. */
export function endedPath(impersonation: string): string {
	return resolve('/(portal)/as/[impersonation=uuid]/ended', { impersonation });
}
