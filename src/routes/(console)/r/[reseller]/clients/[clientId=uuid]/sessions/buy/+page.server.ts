import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { invoicePath } from '#lib/clients/client-paths.ts';
import { getClientHead, getClientRecord } from '#lib/clients/page/client-page.server.ts';
import { newUuid } from '#lib/format/uuid.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import type { FormMessage } from '#lib/forms/form-message.ts';
import { usualTerms } from '#lib/onboarding/terms.ts';
import { m } from '#lib/paraglide/messages.js';
import { chosenPurchase, saleSchema, type SaleForm } from '#lib/session-packs/buy-schema.ts';
import {
	buyPacks,
	cancelPurchase,
	getOffers,
	listPurchases
} from '#lib/session-packs/purchases.server.ts';
import { choiceOf } from '#lib/session-packs/session-pack.ts';
import { clientSessionsPath } from '#lib/usage/session-paths.ts';

export async function load({ depends, locals, params, parent }) {
	depends('live:session_packs', 'live:session_purchases', 'live:subscriptions');
	const { account } = await parent();
	const resellerId = account.reseller.id;
	const [client, record, offers, purchases] = await Promise.all([
		getClientHead(locals.db, resellerId, params.clientId),
		getClientRecord(locals.db, resellerId, params.clientId),
		getOffers(locals.db, params.clientId),
		listPurchases(locals.db, params.clientId)
	]);
	const begin: SaleForm = {
		requestId: newUuid(),
		choice: offers.packs[0] ? choiceOf(offers.packs[0]) : '',
		packs: 1,
		granting: 'on_payment',
		dueOn: usualTerms(account.today, record.dueDay).firstDueOn
	};
	const form = await superValidate<SaleForm, FormMessage, SaleForm>(begin, zod4(saleSchema), {
		errors: false
	});
	return { client, offers, purchases, form };
}

export const actions = {
	buy: formAction(saleSchema, async (sale, { locals, params }) => {
		const { reseller = '', clientId = '' } = params;
		const bought = await buyPacks(locals.db, clientId, sale);
		// What waits for money is to be sent or paid; what is granted is to be seen.
		redirect(
			303,
			bought.state === 'awaiting' && bought.invoiceId
				? invoicePath(reseller, clientId, bought.invoiceId)
				: clientSessionsPath(reseller, clientId)
		);
	}),
	cancel: formAction(chosenPurchase, async ({ id }, { locals }) => {
		await cancelPurchase(locals.db, id);
		return m.session_packs_canceled();
	})
};
