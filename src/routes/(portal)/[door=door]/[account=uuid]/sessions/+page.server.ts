import { requirePermission } from '#lib/portal/permission.ts';
import { getOverview, listLedger } from '#lib/usage/usage.server.ts';

export async function load({ depends, locals: { db }, parent, url }) {
	depends('live:subscriptions');
	const { account } = await parent();
	requirePermission(account, 'portal.sessions.read');
	const after = url.searchParams.get('after');
	const [overview, ledger] = await Promise.all([
		getOverview(db, account.client.id),
		listLedger(db, account.client.id, after)
	]);
	return { overview, ledger, isFirstPage: after === null };
}
