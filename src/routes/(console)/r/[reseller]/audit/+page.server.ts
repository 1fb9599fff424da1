import { listAuditEntries, namesOfFilters } from '#lib/audit/audit.server.ts';
import { readCursor } from '#lib/audit/cursor.ts';
import { readFilters } from '#lib/audit/filters.ts';
import { requireAccount } from './require-account.server.ts';

export async function load({ locals, url, depends, params }) {
	// The rows are the account's: another account in the address must read them anew.
	depends(`account:${params.reseller}`);
	// Not the layout's account: it is read again with every reconnection, and the list would jump along with it.
	const { reseller } = await requireAccount(locals.db, 'audit.read');
	const filters = readFilters(url.searchParams);
	const after = readCursor(url.searchParams.get('after'));
	const [page, chosen] = await Promise.all([
		listAuditEntries(locals.db, filters, after),
		namesOfFilters(locals.db, reseller.id, filters)
	]);
	return { page, filters, chosen, isFirstPage: after === null };
}
