import { json } from '@sveltejs/kit';
import { cancelExport, getExport } from '#lib/clients/export/export.server.ts';

/** How far an export has come. */
export async function GET({ locals, params }) {
	return json(await getExport(locals.db, params.exportId));
}

export async function DELETE({ locals, params }) {
	await cancelExport(locals.db, params.exportId);
	return new Response(null, { status: 204 });
}
