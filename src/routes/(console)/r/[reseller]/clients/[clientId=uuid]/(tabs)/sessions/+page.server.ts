import { clientDependency } from '#lib/clients/follow-client.ts';
import { correctSessions } from '#lib/usage/correct-sessions.server.ts';
import { getOverview, listLedger } from '#lib/usage/usage.server.ts';

export async function load({ depends, locals: { db }, params, url }) {
	depends(clientDependency(params.clientId));
	const after = url.searchParams.get('after');
	const [overview, ledger] = await Promise.all([
		getOverview(db, params.clientId),
		listLedger(db, params.clientId, after)
	]);
	return { overview, ledger, isFirstPage: after === null };
}

export const actions = { correct: correctSessions };
