import { listAuditEntries, namesOfFilters } from '#lib/audit/audit.server.ts';
import { readCursor } from '#lib/audit/cursor.ts';
import { readFilters } from '#lib/audit/filters.ts';
import { DomainError } from '#lib/errors/domain-error.ts';

export async function load({ locals, parent, url }) {
	const { account } = await parent();
	if (!account.permissions.includes('audit.read')) throw new DomainError('not_permitted', 403);
	const filters = readFilters(url.searchParams);
	const after = readCursor(url.searchParams.get('after'));
	const [page, chosen] = await Promise.all([
		listAuditEntries(locals.db, filters, after),
		namesOfFilters(locals.db, account.reseller.id, filters)
	]);
	return { page, filters, chosen, isFirstPage: after === null };
}
