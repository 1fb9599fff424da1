import { redirect } from '@sveltejs/kit';
import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { findPixAccount } from '#lib/billing/invoices.server.ts';
import { issueOneOffInvoice } from '#lib/billing/new-billing.server.ts';
import { oneOffSchema, type OneOffForm } from '#lib/billing/one-off-schema.ts';
import { emptyLine } from '#lib/billing/one-off.ts';
import { invoicePath } from '#lib/clients/client-paths.ts';
import { getClientHead, getClientRecord } from '#lib/clients/page/client-page.server.ts';
import { newUuid } from '#lib/format/uuid.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import type { FormMessage } from '#lib/forms/form-message.ts';
import { usualTerms } from '#lib/onboarding/terms.ts';

export async function load({ locals, params, parent }) {
	const { account } = await parent();
	const resellerId = account.reseller.id;
	const [client, record, pix] = await Promise.all([
		getClientHead(locals.db, resellerId, params.clientId),
		getClientRecord(locals.db, resellerId, params.clientId),
		findPixAccount(locals.db, resellerId)
	]);
	const begin: OneOffForm = {
		requestId: newUuid(),
		dueOn: usualTerms(account.today, record.dueDay).firstDueOn,
		lines: [{ ...emptyLine, quantity: emptyLine.quantity ?? 1 }]
	};
	const form = await superValidate<OneOffForm, FormMessage, OneOffForm>(begin, zod4(oneOffSchema), {
		errors: false
	});
	return { client, hasPix: pix !== null, form };
}

export const actions = {
	default: formAction(oneOffSchema, async (invoice, { locals, params }) => {
		const { reseller = '', clientId = '' } = params;
		redirect(
			303,
			invoicePath(reseller, clientId, await issueOneOffInvoice(locals.db, clientId, invoice))
		);
	})
};
