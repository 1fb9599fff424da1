import { z } from 'zod';
import { m } from '#lib/paraglide/messages.js';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { error: () => m.error_date_invalid() });

export const startSchema = z.object({ requestId: z.guid() });

export const holdSchema = z.object({
	subscriptionId: z.guid(),
	step: z.enum(['issue', 'remind', 'notify', 'block']),
	/** Empty: the hold is taken back. */
	untilOn: day.or(z.literal('')).default(''),
	note: z.string().trim().max(300).default('')
});

export const clockSchema = z.object({ toDate: day });
