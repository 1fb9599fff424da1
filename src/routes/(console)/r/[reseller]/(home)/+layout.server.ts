import { nextRun } from '#lib/figures/figures.server.ts';
import { getSessionsToday } from '#lib/usage/usage.server.ts';

/** Apart from the figures, which every payment changes: looking ahead is dear, and what it shows changes less often. */
export async function load({ depends, locals: { db }, params, parent }) {
	// The run is the account's: another account in the address has another one.
	depends(`account:${params.reseller}`);
	depends('live:billing_runs', 'live:billing_holds', 'live:subscriptions');
	// What is streamed answers 200 whatever else went wrong: not before the account was found.
	await parent();
	const sessions = await getSessionsToday(db).catch((error: unknown) => {
		console.warn('sessions of today not read:', error);
		return null;
	});
	return {
		sessions,
		run: nextRun(db).catch((error: unknown) => {
			console.warn('next run not read:', error);
			return null;
		})
	};
}
