import { listAgencyStatements, previewAgencyStatement } from '#lib/statements/agency.server.ts';

export async function load({ locals, parent, depends }) {
	depends('live:agency_statements', 'live:invoices', 'live:payments');
	const { account } = await parent();
	const [statements, running] = await Promise.all([
		listAgencyStatements(locals.db, account.reseller.id),
		previewAgencyStatement(locals.db)
	]);
	const closable = running.closable_month
		? (await previewAgencyStatement(locals.db, running.closable_month)).statement
		: null;
	return { statements, running: running.statement, closable };
}
