import { z } from 'zod';
import { isCalendarDate } from '#lib/format/dates.ts';
import { m } from '#lib/paraglide/messages.js';
import { agencyMethods } from './agency-statement.ts';

export const agencyPaymentSchema = z.object({
	requestId: z.guid(),
	paidOn: z.string().refine(isCalendarDate, { error: () => m.error_payment_date_invalid() }),
	method: z.enum(agencyMethods).default('transfer')
});

export type AgencyPayment = z.output<typeof agencyPaymentSchema>;

export const closeSchema = z.object({ month: z.iso.date() });
