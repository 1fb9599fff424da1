import { z } from 'zod';
import { hasUnstorable } from '#lib/format/plain-text.ts';
import { m } from '#lib/paraglide/messages.js';

const count = { error: () => m.error_session_correction_invalid() };

/** Extras that are given or taken by hand. How many there are to be taken the database says. */
export const correctionSchema = z.object({
	/** Made once when the dialog opens: however often it is sent, it is done once. */
	requestId: z.guid(),
	direction: z.enum(['give', 'take']),
	quantity: z.number(count).int(count).min(1, count).max(1_000_000, count),
	reason: z
		.string()
		.trim()
		.refine((text) => text.length >= 1 && text.length <= 300 && !hasUnstorable(text), {
			error: () => m.error_session_reason_invalid()
		})
});
export type CorrectionForm = z.output<typeof correctionSchema>;
