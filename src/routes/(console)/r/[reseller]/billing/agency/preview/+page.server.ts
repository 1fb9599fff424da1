import { redirect } from '@sveltejs/kit';
import { formAction } from '#lib/forms/form-action.server.ts';
import { closeAgencyStatement, previewAgencyStatement } from '#lib/statements/agency.server.ts';
import { closeSchema } from '#lib/statements/agency-schema.ts';
import { readMonth } from '#lib/statements/agency-statement.ts';
import { agencyStatementPath } from '#lib/statements/statement-paths.ts';

export async function load({ locals, parent, url, depends }) {
	depends('live:agency_statements', 'live:invoices', 'live:payments');
	await parent();
	const month = readMonth(url.searchParams.get('month'));
	return await previewAgencyStatement(locals.db, month ?? undefined);
}

export const actions = {
	close: formAction(closeSchema, async ({ month }, { locals, params }) => {
		const id = await closeAgencyStatement(locals.db, month);
		redirect(303, agencyStatementPath(params.reseller ?? '', id));
	})
};
