import { z } from 'zod';
import { m } from '#lib/paraglide/messages.js';
import { apiScopes, graces } from './api-key.ts';

export const newKeySchema = z.object({
	/** Chosen by the dialog, so that a second click makes no second key. */
	requestId: z.uuid(),
	name: z
		.string()
		.trim()
		.min(1, { error: () => m.error_api_key_name_invalid() })
		.max(80, { error: () => m.error_api_key_name_invalid() }),
	scopes: z.array(z.enum(apiScopes)).min(1, { error: () => m.error_api_key_scopes_invalid() }),
	expiresOn: z.union([z.literal(''), z.iso.date()]).default('')
});
export type NewKey = z.infer<typeof newKeySchema>;

export const rotationSchema = z.object({
	requestId: z.uuid(),
	id: z.uuid(),
	grace: z.enum(graces).default('24')
});

export const keySchema = z.object({ id: z.uuid() });
