import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { listPayMethods } from '#lib/billing/invoices.server.ts';
import { getClientHead } from '#lib/clients/page/client-page.server.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { errorText } from '#lib/errors/error-text.server.ts';
import { newUuid } from '#lib/format/uuid.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import type { FormMessage } from '#lib/forms/form-message.ts';
import { listActivePlans } from '#lib/plans/plans.server.ts';
import type { Db } from '#lib/server/db.ts';
import { changeSchema, type ChangeForm } from '#lib/subscriptions/change-schema.ts';
import { changeSubscription, previewChange } from '#lib/subscriptions/changes.server.ts';
import type { ChangeName } from '#lib/subscriptions/subscription-change.ts';
import { subscriptionPath } from '#lib/subscriptions/subscription-paths.ts';
import { getSubscription, listAdjustments } from '#lib/subscriptions/subscriptions.server.ts';
import { answerPreview } from '#lib/subscriptions/preview-action.server.ts';

export async function load({ locals, params, parent, url }) {
	const { account } = await parent();
	const { db } = locals;
	const resellerId = account.reseller.id;
	const [client, subscription, plans, adjustments, payMethods] = await Promise.all([
		getClientHead(db, resellerId, params.clientId),
		getSubscription(db, resellerId, params.clientId, params.subscriptionId),
		params.change === 'plan' ? listActivePlans(db, resellerId) : [],
		params.change === 'end-adjustment'
			? listAdjustments(db, resellerId, params.subscriptionId)
			: [],
		params.change === 'method' ? listPayMethods(db, params.clientId) : []
	]);
	const adjustmentId = url.searchParams.get('adjustment') ?? '';
	const first: Partial<ChangeForm> = {
		requestId: newUuid(),
		when: params.change === 'cancel' ? 'later' : 'now',
		// Something to look at: another plan than the present one.
		planId: plans.find(({ id }) => id !== subscription.planId)?.id ?? '',
		intervalMonths: String(subscription.intervalMonths),
		day: String(subscription.dueDay),
		method: subscription.method ?? '',
		creditsUnused: true,
		// What was never paid for and never began has nothing to collect.
		voidsOpen: subscription.status === 'pending',
		adjustmentId
	};
	const form = await superValidate<ChangeForm, FormMessage, ChangeForm>(first, zod4(changeSchema), {
		errors: false
	});
	return {
		client,
		subscription,
		plans: plans.map(({ id, name }) => ({ id, name })),
		payMethods,
		adjustment: adjustments.find(({ id }) => id === adjustmentId) ?? null,
		form,
		...(await firstPreview(db, params.subscriptionId, params.change, form.data))
	};
}

export const actions = {
	preview: answerPreview(changeSchema, (form, { locals, params }) =>
		previewChange(locals.db, params.subscriptionId ?? '', params.change as ChangeName, form)
	),
	confirm: formAction(changeSchema, async (form, { locals, params }) => {
		const { reseller = '', clientId = '', subscriptionId = '' } = params;
		await changeSubscription(locals.db, subscriptionId, params.change as ChangeName, form);
		redirect(303, subscriptionPath({ reseller, clientId, subscriptionId }));
	})
};

/** What confirming at once would do. Where something is still to be chosen there is nothing to say. */
async function firstPreview(db: Db, subscriptionId: string, name: ChangeName, form: ChangeForm) {
	if (['billing-day', 'method', 'adjustment'].includes(name) || (name === 'plan' && !form.planId))
		return { preview: null, refusal: null };
	try {
		return { preview: await previewChange(db, subscriptionId, name, form), refusal: null };
	} catch (error) {
		if (!(error instanceof DomainError) || error.status === 403) throw error;
		return { preview: null, refusal: errorText(error) };
	}
}
