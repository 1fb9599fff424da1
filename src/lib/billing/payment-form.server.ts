import { superValidate } from 'sveltekit-superforms';
import { zod4 } from 'sveltekit-superforms/adapters';
import { formatMoney } from '#lib/format/money.ts';
import { formAction } from '#lib/forms/form-action.server.ts';
import type { FormMessage } from '#lib/forms/form-message.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { paymentSchema, type PaymentForm } from './payment-schema.ts';
import { recordPayment } from './payments.server.ts';

/** The empty "mark as paid" form; the dialog fills in which invoice and how much. */
export function paymentForm() {
	return superValidate<PaymentForm, FormMessage, PaymentForm>(zod4(paymentSchema));
}

/** The action behind it, the same on every page that shows an invoice. */
export const pay = formAction(paymentSchema, async (payment, { locals }) => {
	const status = await recordPayment(locals.db, payment, (cents) =>
		formatMoney(cents, getLocale())
	);
	return status === 'paid'
		? m.billing_payment_recorded_paid()
		: m.billing_payment_recorded_partial();
});
