import { readPlanGroup } from '#lib/plans/plan-book.ts';
import { listPlans } from '#lib/plans/plan-book.server.ts';

export async function load({ depends, locals, parent, url }) {
	depends('live:plans', 'live:plan_categories', 'live:subscriptions');
	const { account } = await parent();
	return {
		plans: await listPlans(locals.db, account.reseller.id),
		group: readPlanGroup(url.searchParams.get('show'))
	};
}
