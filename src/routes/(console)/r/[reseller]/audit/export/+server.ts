import { exportCookie } from '#lib/audit/export-cookie.ts';
import { exportFileName } from '#lib/audit/export-file-name.ts';
import { exportAudit } from '#lib/audit/export.server.ts';
import { readFilters } from '#lib/audit/filters.ts';
import { dateIn } from '#lib/format/dates.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import { requireAccount } from '../require-account.server.ts';

/** The trail of these filters as CSV. Each export leaves an entry of its own. */
export async function GET({ locals, url, cookies }) {
	const { reseller } = await requireAccount(locals.db, 'audit.export');
	const filters = readFilters(url.searchParams);
	const { id, body } = await exportAudit(
		{
			db: locals.db,
			locale: getLocale(),
			timeZone: reseller.time_zone
		},
		filters
	);
	const name = exportFileName(reseller.slug, filters, dateIn(reseller.time_zone, new Date()));
	cookies.set(exportCookie, String(id), {
		path: '/',
		httpOnly: false,
		sameSite: 'lax',
		secure: url.protocol === 'https:',
		maxAge: 60
	});
	return new Response(body, {
		headers: {
			'content-type': 'text/csv; charset=utf-8',
			'content-disposition': `attachment; filename="${name}"`,
			'cache-control': 'no-store'
		}
	});
}

/** Whoever only asks for the headers takes nothing out, so nothing is written down. */
export async function HEAD({ locals }) {
	await requireAccount(locals.db, 'audit.export');
	return new Response(null, { headers: { 'content-type': 'text/csv; charset=utf-8' } });
}
