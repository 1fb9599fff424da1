import { requireCurrentAccount } from '#lib/accounts/accounts.server.ts';
import { m } from '#lib/paraglide/messages.js';
import { agencySheet } from '#lib/statements/agency-sheet.server.ts';
import { getAgencyStatement } from '#lib/statements/agency.server.ts';

/** The lines of a statement as a sheet. */
export async function GET({ locals, params, url }) {
	await requireCurrentAccount(locals.db);
	const { statement, clients } = await getAgencyStatement(locals.db, params.agencyStatementId);
	const format = url.searchParams.get('format') === 'csv' ? 'csv' : 'xlsx';
	const { body, contentType } = agencySheet(clients, format);
	const name = `${m.agency_file()}-${statement.month.slice(0, 7)}.${format}`;
	return new Response(body, {
		headers: {
			'content-type': contentType,
			'content-disposition': `attachment; filename="${name}"`,
			'cache-control': 'no-store'
		}
	});
}
