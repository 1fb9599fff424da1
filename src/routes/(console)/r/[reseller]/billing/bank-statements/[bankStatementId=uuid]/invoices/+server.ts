import { json } from '@sveltejs/kit';
import { DomainError } from '#lib/errors/domain-error.ts';
import { isUuid } from '#lib/format/uuid.ts';
import { findInvoices } from '#lib/statements/statements.server.ts';
import { requireStatements } from '../../require-statements.server.ts';

/** Open invoices that a line may have paid: by number or client. */
export async function GET({ locals, params, url }) {
	await requireStatements(locals.db);
	const line = url.searchParams.get('line');
	if (line === null) {
		const { count } = await locals.db
			.from('bank_statements')
			.select('id', { count: 'exact', head: true })
			.eq('id', params.bankStatementId)
			.throwOnError();
		if (!count) throw new DomainError('statement_not_found', 404);
		return json([]);
	}
	if (!isUuid(line)) throw new DomainError('statement_line_not_found', 404);
	return json(await findInvoices(locals.db, line, url.searchParams.get('q') ?? ''));
}
