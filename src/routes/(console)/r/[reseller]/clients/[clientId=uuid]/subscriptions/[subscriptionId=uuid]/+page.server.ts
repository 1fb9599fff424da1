import { z } from 'zod';
import { clientDependency } from '#lib/clients/follow-client.ts';
import { getClientHead } from '#lib/clients/page/client-page.server.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import { undoChange } from '#lib/subscriptions/changes.server.ts';
import {
	getSubscription,
	listAdjustments,
	listChanges,
	listInvoicesOf
} from '#lib/subscriptions/subscriptions.server.ts';

export async function load({ depends, locals, params, parent }) {
	depends(clientDependency(params.clientId), 'live:subscription_adjustments');
	const { account } = await parent();
	const { db } = locals;
	const resellerId = account.reseller.id;
	const id = params.subscriptionId;
	const [client, subscription, adjustments, changes, invoices] = await Promise.all([
		getClientHead(db, resellerId, params.clientId),
		getSubscription(db, resellerId, params.clientId, id),
		listAdjustments(db, resellerId, id),
		listChanges(db, resellerId, id),
		listInvoicesOf(db, resellerId, id)
	]);
	return { client, subscription, adjustments, changes, invoices };
}

export const actions = {
	undo: formAction(z.object({ changeId: z.guid() }), async ({ changeId }, { locals }) => {
		await undoChange(locals.db, changeId);
	})
};
