import { readBefore } from '#lib/portal/access.ts';
import { listAccesses } from '#lib/portal/accesses.server.ts';
import { requirePermission } from '#lib/portal/permission.ts';

export async function load({ depends, locals, parent, url }) {
	depends('live:impersonations', 'live:invoices', 'live:payments', 'live:subscriptions');
	const { account } = await parent();
	requirePermission(account, 'portal.accesses.read');
	const before = readBefore(url.searchParams.get('before'));
	return { ...(await listAccesses(locals.db, before)), isFirstPage: before === null };
}
