import { DomainError } from '#lib/errors/domain-error.ts';
import { listStatements } from '#lib/statements/statements.server.ts';

export async function load({ locals, parent, depends }) {
	depends('live:bank_statements');
	const { account } = await parent();
	if (!account.permissions.includes('payments.record')) throw new DomainError('not_permitted', 403);
	return { statements: await listStatements(locals.db, account.reseller.id) };
}
