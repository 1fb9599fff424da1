import { resolve } from '$app/paths';

/** All invoices of a reseller. @param query of the filter: `status=overdue&month=2026-12` */
export function invoicesPath(reseller: string, query = ''): string {
	return resolve('/(console)/r/[reseller]/billing/invoices', { reseller }) + (query && `?${query}`);
}

/** The same as a sheet. */
export function invoicesExportPath(reseller: string, query = ''): string {
	return (
		resolve('/(console)/r/[reseller]/billing/invoices/export', { reseller }) +
		(query && `?${query}`)
	);
}

/** What an invoice asks for on a day: JSON, `?on=yyyy-mm-dd`. */
export function amountsPath(reseller: string, invoiceId: string, on: string): string {
	return `${resolve('/(console)/r/[reseller]/billing/invoices/[invoiceId=uuid]/amounts', {
		reseller,
		invoiceId
	})}?on=${on}`;
}

/** The PDF of an invoice, for the staff. */
export function invoicePaperPath(reseller: string, clientId: string, invoiceId: string): string {
	return resolve('/(console)/r/[reseller]/clients/[clientId=uuid]/invoices/[invoiceId=uuid]/pdf', {
		reseller,
		clientId,
		invoiceId
	});
}

/** The public page of an invoice. */
export function payPath(token: string): string {
	return resolve('/(public)/pay/[token]', { token });
}
