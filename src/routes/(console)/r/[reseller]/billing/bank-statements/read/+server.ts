import { json } from '@sveltejs/kit';
import { uploadedFile } from '#lib/imports/uploaded-file.server.ts';
import { previewUpload } from '#lib/statements/statements.server.ts';
import { requireStatements } from '../require-statements.server.ts';

/** What kind of file it is, and of a sheet its columns. Nothing is kept. */
export async function POST({ locals, request }) {
	const { reseller } = await requireStatements(locals.db);
	const { bytes } = await uploadedFile(request);
	return json(await previewUpload(locals.db, reseller.id, bytes));
}
