import { z } from 'zod';
import { isCalendarDate } from '#lib/format/dates.ts';
import { hasUnstorable } from '#lib/format/plain-text.ts';
import { m } from '#lib/paraglide/messages.js';

/** A release by staff: until a day that they choose. */
export const releaseSchema = z.object({
	/** Made once when the dialog opens: however often it is sent, it is granted once. */
	requestId: z.guid(),
	invoiceId: z.guid(),
	untilOn: z.string().refine(isCalendarDate, { error: () => m.error_date_invalid() }),
	reason: z
		.string()
		.trim()
		.refine((text) => text.length <= 300 && !hasUnstorable(text), {
			error: () => m.error_release_reason_invalid()
		})
});
/** A release that a client gives itself: the days are the reseller's. */
export const ownReleaseSchema = z.object({ requestId: z.guid(), invoiceId: z.guid() });
export type ReleaseForm = z.output<typeof releaseSchema>;
