import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { listInvoicePage } from '#lib/billing/invoice-page.server.ts';
import { listOpenInvoices } from '#lib/billing/invoices.server.ts';
import { listSubscriptions } from '#lib/subscriptions/subscriptions.server.ts';
import { pay, paymentForm } from '#lib/billing/payment-form.server.ts';
import { listPhones } from '#lib/clients/clients.server.ts';
import { clientDependency } from '#lib/clients/follow-client.ts';
import {
	getClientRecord,
	listSignUpTwins,
	saveNotes
} from '#lib/clients/page/client-page.server.ts';
import { notesSchema, type NotesForm } from '#lib/clients/page/notes-schema.ts';
import { explainDunning } from '#lib/dunning/explanation.server.ts';
import { release } from '#lib/dunning/release.server.ts';
import { reminders } from '#lib/dunning/reminders.server.ts';
import { findDataRequest } from '#lib/data-requests/data-requests.server.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import type { FormMessage } from '#lib/forms/form-message.ts';
import { m } from '#lib/paraglide/messages.js';
import { getOverview } from '#lib/usage/usage.server.ts';

/** How many stand on the summary; the tabs have all of them. */
const few = 5;

export async function load({ depends, locals, params, parent }) {
	depends(clientDependency(params.clientId));
	const { account } = await parent();
	const { db } = locals;
	const of = { resellerId: account.reseller.id, clientId: params.clientId };
	const [
		record,
		phones,
		subscriptions,
		open,
		latest,
		payment,
		notes,
		request,
		dunning,
		twins,
		sessions
	] = await Promise.all([
		getClientRecord(db, of.resellerId, of.clientId),
		listPhones(db, of.resellerId, of.clientId),
		listSubscriptions(db, of.resellerId, of.clientId),
		listOpenInvoices(db, of.resellerId, of.clientId),
		listInvoicePage(db, of, { size: few }),
		paymentForm(),
		superValidate<NotesForm, FormMessage, NotesForm>(zod4(notesSchema)),
		findDataRequest(db, of.clientId),
		explainDunning(db, of.clientId),
		listSignUpTwins(db, of.clientId),
		getOverview(db, of.clientId)
	]);
	return {
		...{ record, phones, subscriptions, open, payment, notes, request, dunning, twins, sessions },
		latest: latest.invoices
	};
}

export const actions = {
	pay,
	release,
	reminders,
	notes: formAction(notesSchema, async (notes, { locals, params }) => {
		await saveNotes(locals.db, params.clientId ?? '', notes);
		return m.client_page_notes_saved();
	})
};
