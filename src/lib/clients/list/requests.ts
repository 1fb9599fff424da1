import { z } from 'zod';
import { batchKinds } from './batch.ts';

const mostIds = 1000;
const id = z.guid();

/** What `clients/batches` takes. */
export const batchRequest = z.discriminatedUnion('step', [
	z.object({
		step: z.literal('start'),
		id,
		kind: z.enum(batchKinds),
		target: z.union([
			z.object({ ids: z.array(id).min(1).max(mostIds) }),
			z.object({ query: z.string().max(4000) })
		]),
		note: z.string().max(500).optional()
	}),
	z.object({ step: z.enum(['advance', 'undo', 'cancel']), id })
]);

/** What `clients/views` takes: a view to keep or to change, or one to drop. */
export const viewRequest = z.object({
	id,
	name: z.string().trim().min(1).max(60),
	query: z.string().max(2000),
	isShared: z.boolean()
});
export const viewDropped = z.object({ id });
