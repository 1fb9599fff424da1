import { json } from '@sveltejs/kit';
import { takeImportStep } from '#lib/imports/steps.server.ts';
import { stepSchema } from '#lib/imports/step-schema.ts';
import { readJson } from '#lib/server/read-json.ts';

/** One step of an import: begin, go on by a chunk, rest, end, take back. Answers the import. */
export async function POST({ locals, params, request }) {
	return json(
		await takeImportStep(locals.db, params.importId, await readJson(request, stepSchema))
	);
}
