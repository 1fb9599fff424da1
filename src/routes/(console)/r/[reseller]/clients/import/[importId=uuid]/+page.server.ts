import { DomainError } from '#lib/errors/domain-error.ts';
import { getImport, listImportRows } from '#lib/imports/imports.server.ts';
import { readRowFilter } from '#lib/imports/row-filter.ts';

export async function load({ locals, params, parent, url, depends }) {
	depends('live:client_imports');
	const { account } = await parent();
	if (!account.permissions.includes('clients.import')) throw new DomainError('not_permitted', 403);
	const one = await getImport(locals.db, account.reseller.id, params.importId);
	const show = readRowFilter(url.searchParams.get('show'));
	const isMine = one.started_by === account.person.id;
	const page =
		isMine && !one.forgotten_at && one.state !== 'staged'
			? await listImportRows(locals.db, one.id, { ...(show && { outcomes: [show] }) })
			: null;
	return { import: one, isMine, show, page };
}
