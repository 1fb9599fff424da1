import { z } from 'zod';
import { formAction } from '#lib/forms/form-action.server.ts';
import { m } from '#lib/paraglide/messages.js';
import { getPlan, previewMigration } from '#lib/plans/plan-book.server.ts';
import { readVersions } from '#lib/plans/read-versions.ts';
import { cancelMigration, migrateSubscriptions } from '#lib/plans/save-plan.server.ts';

export async function load({ depends, locals, params, parent, url }) {
	depends('live:plans', 'live:subscriptions');
	const { account } = await parent();
	const from = readVersions(url.searchParams.getAll('from'));
	const [plan, preview] = await Promise.all([
		getPlan(locals.db, account.reseller.id, params.planId),
		previewMigration(locals.db, params.planId, from)
	]);
	return { plan, preview, from };
}

const migration = z.object({
	toVersion: z.coerce.number().int().min(1),
	/** Versions, with commas; empty: all. */
	from: z.string().max(2000).default('')
});

export const actions = {
	migrate: formAction(migration, async ({ toVersion, from }, { locals, params }) => {
		const { planId = '' } = params;
		const versions = readVersions([from]);
		const count = await migrateSubscriptions(locals.db, planId, toVersion, versions);
		return m.plans_migrated({ count });
	}),
	cancel: formAction(z.object({}), async (_, { locals, params }) => {
		const count = await cancelMigration(locals.db, params.planId ?? '');
		return m.plans_migration_canceled({ count });
	})
};
