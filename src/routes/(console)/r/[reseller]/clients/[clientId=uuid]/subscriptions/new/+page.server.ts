import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { findPixAccount, listPayMethods } from '#lib/billing/invoices.server.ts';
import { invoicePath } from '#lib/clients/client-paths.ts';
import { getClientHead, getClientRecord } from '#lib/clients/page/client-page.server.ts';
import { formatAmount } from '#lib/format/money.ts';
import { newUuid } from '#lib/format/uuid.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import type { FormMessage } from '#lib/forms/form-message.ts';
import { usualTerms } from '#lib/onboarding/terms.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import { newPlan } from '#lib/plans/plan.ts';
import { listActivePlans, listPlanCategories } from '#lib/plans/plans.server.ts';
import {
	newSubscriptionSchema,
	type NewSubscriptionForm
} from '#lib/subscriptions/new-subscription-schema.ts';
import {
	addSubscription,
	previewSubscription
} from '#lib/subscriptions/new-subscription.server.ts';
import { answerPreview } from '#lib/subscriptions/preview-action.server.ts';
import { subscriptionPath } from '#lib/subscriptions/subscription-paths.ts';

export async function load({ locals, params, parent }) {
	const { account } = await parent();
	const { db } = locals;
	const resellerId = account.reseller.id;
	const [client, record, plans, categories, pix, payMethods] = await Promise.all([
		getClientHead(db, resellerId, params.clientId),
		getClientRecord(db, resellerId, params.clientId),
		listActivePlans(db, resellerId),
		listPlanCategories(db, resellerId),
		findPixAccount(db, resellerId),
		listPayMethods(db, params.clientId)
	]);
	const mayCreate = account.permissions.includes('plans.write');
	const form = await superValidate<NewSubscriptionForm, FormMessage, NewSubscriptionForm>(
		{
			requestId: newUuid(),
			// Who has nothing to choose from begins with a new plan.
			choice: plans.length === 0 && mayCreate ? newPlan : '',
			...usualTerms(account.today, record.dueDay),
			// What was agreed with the client as a whole.
			...(record.contractTotalCents &&
				record.instalments && {
					contractTotal: formatAmount(record.contractTotalCents, getLocale()),
					instalments: String(record.instalments)
				})
		},
		zod4(newSubscriptionSchema),
		{ errors: false }
	);
	return { client, plans, categories, mayCreate, hasPix: pix !== null, payMethods, form };
}

export const actions = {
	add: formAction(newSubscriptionSchema, async (subscription, { locals, params }) => {
		const { reseller = '', clientId = '' } = params;
		const { invoiceId, subscriptionId } = await addSubscription(locals.db, clientId, subscription);
		redirect(
			303,
			invoiceId
				? invoicePath(reseller, clientId, invoiceId)
				: subscriptionPath({ reseller, clientId, subscriptionId })
		);
	}),
	preview: answerPreview(newSubscriptionSchema, (subscription, { locals, params }) =>
		previewSubscription(locals.db, params.clientId ?? '', subscription)
	)
};
