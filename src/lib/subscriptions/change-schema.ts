import { z } from 'zod';
import { changeWhens, adjustmentMeasures } from './change-wish.ts';

const text = (most: number) => z.string().trim().max(most).default('');

/** The fields of every change, each of which looks at its own. Whether they are right is for the database to say. */
export const changeSchema = z.object({
	/** Made once with the page: however often it is sent, one change is made. */
	requestId: z.guid(),
	when: z.enum(changeWhens).default('now'),
	planId: text(40),
	intervalMonths: text(2),
	dueOn: text(10),
	day: text(2),
	mode: z.enum(['due_only', 'align']).default('due_only'),
	method: text(10),
	creditsUnused: z.boolean(),
	voidsOpen: z.boolean(),
	reason: text(300),
	adjustmentKind: z.enum(['discount', 'surcharge']).default('discount'),
	measure: z.enum(adjustmentMeasures).default('percent'),
	/** As typed: `12,5` per cent, or `1.234,50` reais. */
	size: text(30),
	cycles: text(3),
	description: text(120),
	adjustmentId: text(40)
});

export type ChangeForm = z.output<typeof changeSchema>;
