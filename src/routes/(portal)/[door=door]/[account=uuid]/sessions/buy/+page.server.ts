import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { findClientAccount } from '#lib/accounts/accounts.server.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { newUuid } from '#lib/format/uuid.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import type { FormMessage } from '#lib/forms/form-message.ts';
import { m } from '#lib/paraglide/messages.js';
import { requirePermission } from '#lib/portal/permission.ts';
import type { Entrance } from '#lib/portal/portal-paths.ts';
import { chosenPurchase, orderSchema, type OrderForm } from '#lib/session-packs/buy-schema.ts';
import { purchasePath } from '#lib/session-packs/pack-paths.ts';
import {
	buyPacks,
	cancelPurchase,
	getOffers,
	listPurchases
} from '#lib/session-packs/purchases.server.ts';
import { choiceOf } from '#lib/session-packs/session-pack.ts';

export async function load({ depends, locals, parent }) {
	depends('live:session_purchases', 'live:subscriptions', 'live:suspensions');
	const { account } = await parent();
	requirePermission(account, 'portal.sessions.buy');
	const [offers, purchases] = await Promise.all([
		getOffers(locals.db, account.client.id),
		listPurchases(locals.db, account.client.id)
	]);
	const begin: OrderForm = {
		requestId: newUuid(),
		choice: offers.packs[0] ? choiceOf(offers.packs[0]) : '',
		packs: 1
	};
	const form = await superValidate<OrderForm, FormMessage, OrderForm>(begin, zod4(orderSchema), {
		errors: false
	});
	return { offers, purchases, form };
}

export const actions = {
	buy: formAction(orderSchema, async (order, { locals, params }) => {
		const account = await findClientAccount(locals.db);
		if (!account) throw new DomainError('no_account', 403);
		const { purchaseId } = await buyPacks(locals.db, account.client.id, order);
		redirect(303, purchasePath(params as unknown as Entrance, purchaseId));
	}),
	cancel: formAction(chosenPurchase, async ({ id }, { locals }) => {
		await cancelPurchase(locals.db, id);
		return m.session_packs_canceled();
	})
};
