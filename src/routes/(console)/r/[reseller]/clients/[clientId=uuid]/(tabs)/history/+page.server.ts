import { listAuditEntries } from '#lib/audit/audit.server.ts';
import { readCursor } from '#lib/audit/cursor.ts';
import { readFilters } from '#lib/audit/filters.ts';
import { requireAccount } from '../../../../audit/require-account.server.ts';

export async function load({ locals, params, url }) {
	// Not the layout's account: it is read again with every reconnection, and the list would jump along with it.
	await requireAccount(locals.db, 'audit.read');
	const filters = { ...readFilters(new URLSearchParams()), client: params.clientId };
	const after = readCursor(url.searchParams.get('after'));
	return { page: await listAuditEntries(locals.db, filters, after), isFirstPage: after === null };
}
