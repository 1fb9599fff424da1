import { z } from 'zod';
import { m } from '#lib/paraglide/messages.js';
import { recoveryDigits, signInDigits } from '#lib/sign-in/code-digits.ts';

const email = z
	.string()
	.trim()
	.toLowerCase()
	.pipe(z.email({ error: () => m.error_field_email() }));
const code = (digits: number) =>
	z
		.string()
		.transform((text) => text.replace(/\D/g, ''))
		.pipe(z.string().length(digits, { error: () => m.error_code_incomplete({ digits }) }));

export const signInSchema = z.object({
	email,
	password: z.string().min(1, { error: () => m.error_password_required() })
});
export const codeSchema = z.object({ code: code(signInDigits) });
export const recoveryCodeSchema = z.object({ code: code(recoveryDigits) });
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
