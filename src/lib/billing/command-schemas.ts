import { z } from 'zod';
import { isCalendarDate } from '#lib/format/dates.ts';
import { hasUnstorable } from '#lib/format/plain-text.ts';
import { m } from '#lib/paraglide/messages.js';
import { mailTemplates } from './invoice-details.ts';

// What can be done with an invoice and its payments. Which of it is possible the database says.

/** Made once when the dialog opens: however often it is sent, it is done once. */
const requestId = z.guid();
const reason = z
	.string()
	.trim()
	.refine((text) => text.length <= 300 && !hasUnstorable(text), {
		error: () => m.error_payment_reason_invalid()
	});
const amount = { error: () => m.error_payment_amount_invalid() };

export const changeInvoiceSchema = z.object({
	dueOn: z.string().refine(isCalendarDate, { error: () => m.error_date_invalid() }),
	method: z.enum(['pix', 'boleto', 'card', 'any'])
});
export const voidInvoiceSchema = z.object({ reason });
export const reversePaymentSchema = z.object({ paymentId: z.guid(), reason });
export const refundPaymentSchema = z.object({
	requestId,
	paymentId: z.guid(),
	amountCents: z.number(amount).int(amount).positive(amount),
	/** Of a boleto that a gateway took: it went back by hand. */
	byTransfer: z.boolean(),
	reason
});
export const applyCreditSchema = z.object({ requestId });
export const resendMailSchema = z.object({ requestId, template: z.enum(mailTemplates) });
export const renewLinkSchema = z.object({ confirmed: z.boolean() });
export const creditSchema = z.object({
	requestId,
	direction: z.enum(['give', 'pay_out']),
	amountCents: z.number(amount).int(amount).positive(amount),
	note: reason
});
export const remindersSchema = z.object({ wanted: z.boolean() });

export type ChangeInvoiceForm = z.output<typeof changeInvoiceSchema>;
export type CreditForm = z.output<typeof creditSchema>;
