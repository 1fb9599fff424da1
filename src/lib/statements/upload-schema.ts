import { z } from 'zod';
import { sheetFields } from './sheet-columns.ts';

/** What accompanies an uploaded file; of a sheet how its columns are read, and what the account is called. */
export const uploadSchema = z.object({
	mapping: z
		.array(z.object({ header: z.string().max(4000), field: z.enum(sheetFields).nullable() }))
		.min(1)
		.max(60)
		.optional(),
	account: z.string().trim().max(60).default('')
});

export const lineSchema = z.object({ lineId: z.guid() });

export const linkSchema = lineSchema.extend({ paymentId: z.guid() });

export const acceptSchema = lineSchema.extend({
	invoiceId: z.guid(),
	/** A checkbox, or a hidden field. */
	isWaived: z.stringbool().default(false)
});
