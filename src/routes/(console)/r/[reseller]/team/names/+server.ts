import { error, json } from '@sveltejs/kit';
import { findCurrentAccount } from '#lib/accounts/accounts.server.ts';
import { readTeamNames } from '#lib/console/team-names.server.ts';

/** Names by person, for those whom the page sees at work on a client. */
export async function GET({ locals }) {
	const account = await findCurrentAccount(locals.db);
	if (!account) error(404, { message: 'No such account', code: 'account_not_found', status: 404 });
	return json(await readTeamNames(locals.db, account.reseller.id));
}
