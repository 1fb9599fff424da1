import { json } from '@sveltejs/kit';
import { z } from 'zod';
import { anonymiseClient, deleteClient } from '#lib/clients/page/removal.server.ts';
import { readJson } from '#lib/server/read-json.ts';

const removal = z.object({ how: z.enum(['delete', 'anonymise']), typedName: z.string().max(1000) });

/** Deletes or anonymises the client whose name was typed. */
export async function POST({ locals, params, request }) {
	const { how, typedName } = await readJson(request, removal);
	const remove = how === 'delete' ? deleteClient : anonymiseClient;
	await remove(locals.db, params.clientId, typedName);
	return json({ how });
}
