import { z } from 'zod';
import { clientDependency } from '#lib/clients/follow-client.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import {
	listPaymentProfiles,
	removePaymentProfile
} from '#lib/subscriptions/payment-profiles.server.ts';
import { listSubscriptions } from '#lib/subscriptions/subscriptions.server.ts';

export async function load({ depends, locals, params, parent }) {
	depends(clientDependency(params.clientId));
	const { account } = await parent();
	const [subscriptions, profiles] = await Promise.all([
		listSubscriptions(locals.db, account.reseller.id, params.clientId),
		listPaymentProfiles(locals.db, account.reseller.id, params.clientId)
	]);
	return { subscriptions, profiles };
}

export const actions = {
	removeCard: formAction(z.object({ profileId: z.guid() }), async ({ profileId }, { locals }) => {
		await removePaymentProfile(locals.db, profileId);
	})
};
