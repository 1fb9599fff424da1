import { billingFigures } from '#lib/figures/figures.server.ts';
import { periodOf, readPeriod } from '#lib/figures/period.ts';

export async function load({ depends, locals: { db }, parent, params, url }) {
	depends(`account:${params.reseller}`);
	depends('live:invoices', 'live:payments', 'live:subscriptions', 'live:suspensions');
	const period = readPeriod(url.searchParams);
	// This month is what is meant without days, and so need not wait for what day it is there.
	const days = period === 'month' ? undefined : periodOf(period, (await parent()).account.today);
	return { period, figures: await billingFigures(db, days) };
}
