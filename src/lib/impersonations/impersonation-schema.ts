import { z } from 'zod';
import { m } from '#lib/paraglide/messages.js';
import { reasonLength } from './impersonation.ts';

/** "Logar como". `id` is made once with the form: however often it is sent, it is one impersonation. */
export const impersonationSchema = z.object({
	id: z.guid(),
	reason: z
		.string()
		.trim()
		.min(reasonLength.least, { error: () => m.error_impersonation_reason_required() })
		.max(reasonLength.most)
});

export type ImpersonationForm = z.output<typeof impersonationSchema>;
