import { unwrap } from '#lib/errors/database-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { BillingFigures, NextRun } from './figures.ts';
import type { Period } from './period.ts';

/** @param period without it this month so far */
export async function billingFigures(db: Db, period?: Period): Promise<BillingFigures> {
	return unwrap(
		await db.rpc('billing_figures', period && { from_on: period.from, to_on: period.to })
	) as unknown as BillingFigures;
}

/** How much of what the next billing run will do; its page shows which. */
export async function nextRun(db: Db): Promise<NextRun> {
	return unwrap(await db.rpc('preview_billing_run', { how_many: 0 })) as unknown as NextRun;
}
