import { z } from 'zod';
import { isCalendarDate } from '#lib/format/dates.ts';
import { m } from '#lib/paraglide/messages.js';
import { paymentMethods } from './invoice.ts';

/** "Mark as paid". How much is open and which dates are past is for the database to say. */
export const paymentSchema = z.object({
	/** Made once when the dialog opens: however often it is sent, the payment is recorded once. */
	requestId: z.guid(),
	invoiceId: z.guid(),
	amountCents: z
		.number({ error: () => m.error_payment_amount_invalid() })
		.int()
		.positive({ error: () => m.error_payment_amount_invalid() }),
	method: z.enum(paymentMethods),
	paidOn: z.string().refine(isCalendarDate, { error: () => m.error_date_invalid() }),
	/** Nothing is asked for being late since the last payment. */
	chargesWaived: z.boolean().default(false),
	/** What is more than asked for becomes the client's credit. */
	keepsExcess: z.boolean().default(false)
});

export type PaymentForm = z.output<typeof paymentSchema>;
