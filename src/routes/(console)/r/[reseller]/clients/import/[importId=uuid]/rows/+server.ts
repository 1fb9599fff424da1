import { json } from '@sveltejs/kit';
import { listImportRows } from '#lib/imports/imports.server.ts';
import { readRowFilter } from '#lib/imports/row-filter.ts';
import { requireImport } from '../../require-import.server.ts';

/** Further rows for the page that is already open. */
export async function GET({ locals, params, url }) {
	await requireImport(locals.db);
	const show = readRowFilter(url.searchParams.get('show'));
	const after = Number(url.searchParams.get('after')) || 0;
	return json(
		await listImportRows(locals.db, params.importId, {
			...(show && { outcomes: [show] }),
			after: Math.min(Math.max(Math.trunc(after), 0), 2_000_000_000)
		})
	);
}
