import { json } from '@sveltejs/kit';
import { viewDropped, viewRequest } from '#lib/clients/list/requests.ts';
import { dropView, listViews, saveView } from '#lib/clients/list/views.server.ts';
import { readJson } from '#lib/server/read-json.ts';

/** Keeps a view, or changes it, and answers all of them. */
export async function POST({ locals, request }) {
	await saveView(locals.db, await readJson(request, viewRequest));
	return json(await listViews(locals.db));
}

export async function DELETE({ locals, request }) {
	await dropView(locals.db, (await readJson(request, viewDropped)).id);
	return json(await listViews(locals.db));
}
