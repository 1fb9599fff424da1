import { z } from 'zod';
import { m } from '#lib/paraglide/messages.js';

const email = z
	.string()
	.trim()
	.toLowerCase()
	.pipe(z.email({ error: () => m.error_field_email() }));
const code = z
	.string()
	.transform((text) => text.replace(/\D/g, ''))
	.pipe(z.string().length(6, { error: () => m.error_code_incomplete() }));

export const signInSchema = z.object({
	email,
	password: z.string().min(1, { error: () => m.error_password_required() })
});
export const codeSchema = z.object({ code });
export const forgotSchema = z.object({ email });
export const passwordSchema = z.object({
	// 72 bytes are what bcrypt reads; anything beyond would be ignored silently.
	password: z
		.string()
		.min(8, { error: () => m.error_password_short() })
		.refine((text) => new TextEncoder().encode(text).length <= 72, {
			error: () => m.error_password_long()
		})
});
