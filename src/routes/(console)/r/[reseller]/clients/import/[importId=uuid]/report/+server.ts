import { dateIn } from '#lib/format/dates.ts';
import { getImport } from '#lib/imports/imports.server.ts';
import { importReport } from '#lib/imports/report.server.ts';
import { readRowFilter } from '#lib/imports/row-filter.ts';
import { m } from '#lib/paraglide/messages.js';
import { requireImport } from '../../require-import.server.ts';

/** What became, or will become, of each row, as a sheet. */
export async function GET({ locals, params, url }) {
	const { reseller } = await requireImport(locals.db);
	const one = await getImport(locals.db, reseller.id, params.importId);
	const format = url.searchParams.get('format') === 'csv' ? 'csv' : 'xlsx';
	const show = readRowFilter(url.searchParams.get('show'));
	const { body, contentType } = await importReport(locals.db, one, { format, show });
	const day = dateIn(reseller.time_zone, new Date(one.created_at));
	return new Response(body, {
		headers: {
			'content-type': contentType,
			'content-disposition': `attachment; filename="${m.imports_report_file()}-${day}.${format}"`,
			'cache-control': 'no-store'
		}
	});
}
