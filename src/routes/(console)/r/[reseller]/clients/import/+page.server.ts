import { DomainError } from '#lib/errors/domain-error.ts';
import { listImports } from '#lib/imports/imports.server.ts';

export async function load({ locals, parent, depends }) {
	depends('live:client_imports');
	const { account } = await parent();
	if (!account.permissions.includes('clients.import')) throw new DomainError('not_permitted', 403);
	return { imports: await listImports(locals.db, account.reseller.id) };
}
