import { z } from 'zod';

export const askSchema = z.object({
	id: z.guid(),
	locale: z.enum(['pt-BR', 'en']).default('pt-BR')
});
export const revokeSchema = z.object({ id: z.guid() });
export const resolveSchema = z.object({
	id: z.guid(),
	field: z.string().max(60),
	accept: z.stringbool({ truthy: ['true'], falsy: ['false'] })
});
