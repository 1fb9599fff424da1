import { json } from '@sveltejs/kit';
import { findClients, findPeople } from '#lib/audit/options.server.ts';
import { requireAccount } from '../require-account.server.ts';

const longestText = 80;

/** What the filters for a person and a client offer while one types: `?kind=person|client&q=`. */
export async function GET({ locals, url }) {
	const { reseller } = await requireAccount(locals.db, 'audit.read');
	const text = (url.searchParams.get('q') ?? '').trim().slice(0, longestText);
	return json(
		url.searchParams.get('kind') === 'client'
			? await findClients(locals.db, text)
			: await findPeople(locals.db, reseller.id, text)
	);
}
