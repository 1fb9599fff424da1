import { requireCurrentAccount } from '#lib/accounts/accounts.server.ts';
import { exportInvoices } from '#lib/billing/export-invoices.server.ts';
import { readListFilter } from '#lib/billing/invoice-list.ts';
import { m } from '#lib/paraglide/messages.js';
import { xlsxContentType } from '#lib/spreadsheet/workbook.ts';

/** The invoices of this filter as XLSX. Each export leaves an entry of its own. */
export async function GET({ locals, url }) {
	const { reseller, today } = await requireCurrentAccount(locals.db);
	const body = await exportInvoices(locals.db, readListFilter(url.searchParams));
	return new Response(body, {
		headers: {
			'content-type': xlsxContentType,
			'content-disposition': `attachment; filename="${m.invoices_file()}-${reseller.slug}-${today}.xlsx"`,
			'cache-control': 'no-store'
		}
	});
}

/** Whoever only asks for the headers takes nothing out, so nothing is written down. */
export async function HEAD({ locals }) {
	await requireCurrentAccount(locals.db);
	return new Response(null, { headers: { 'content-type': xlsxContentType } });
}
