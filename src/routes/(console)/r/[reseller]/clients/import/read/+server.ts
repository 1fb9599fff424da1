import { json } from '@sveltejs/kit';
import { previewFile } from '#lib/imports/preview.server.ts';
import { uploadedFile } from '#lib/imports/uploaded-file.server.ts';
import { requireImport } from '../require-import.server.ts';

/** The first rows of a file, and how its columns will probably be read. Nothing is kept. */
export async function POST({ locals, request }) {
	const { reseller } = await requireImport(locals.db);
	const { bytes } = await uploadedFile(request);
	return json(await previewFile(locals.db, reseller.id, bytes));
}
