import { z } from 'zod';
import { importFields } from './import-fields.ts';

/** What accompanies an uploaded file. */
export const stageSchema = z.object({
	id: z.guid(),
	matchEmail: z.boolean().default(false),
	mapping: z
		.array(z.object({ header: z.string().max(40_000), field: z.enum(importFields).nullable() }))
		.min(1)
		.max(200)
		.refine((columns) => columns.some(({ field }) => field === 'name' || field === 'tradeName'))
});
