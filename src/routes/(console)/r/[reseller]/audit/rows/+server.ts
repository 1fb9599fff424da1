import { json } from '@sveltejs/kit';
import { listAuditEntries } from '#lib/audit/audit.server.ts';
import { readCursor } from '#lib/audit/cursor.ts';
import { readFilters } from '#lib/audit/filters.ts';
import { requireAccount } from '../require-account.server.ts';

/** A page of the trail for the page that is already open. */
export async function GET({ locals, url }) {
	await requireAccount(locals.db, 'audit.read');
	const after = readCursor(url.searchParams.get('after'));
	return json(await listAuditEntries(locals.db, readFilters(url.searchParams), after));
}
