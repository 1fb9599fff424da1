import { z } from 'zod';
import { m } from '#lib/paraglide/messages.js';
import { codeDigits, signInDigits } from '#lib/sign-in/code-digits.ts';
import { normalizeIdentifier } from '#lib/sign-in/identifier.ts';

const identifier = z
	.string()
	.trim()
	.max(254)
	.transform((text, context) => {
		const normalized = normalizeIdentifier(text);
		if (normalized && (!normalized.includes('@') || z.email().safeParse(normalized).success))
			return normalized;
		context.addIssue({ code: 'custom', message: m.error_identifier_invalid() });
		return z.NEVER;
	})
	.pipe(z.string());
const code = (digits: number) =>
	z
		.string()
		.transform((text) => text.replace(/\D/g, ''))
		.pipe(z.string().length(digits, { error: () => m.error_code_incomplete({ digits }) }));
// 72 bytes are what bcrypt reads; anything beyond would be ignored silently.
const newPassword = z
	.string()
	.min(8, { error: () => m.error_password_short() })
	.refine((text) => new TextEncoder().encode(text).length <= 72, {
		error: () => m.error_password_long()
	});

export const signInSchema = z.object({
	identifier,
	password: z.string().min(1, { error: () => m.error_password_required() })
});
/** Whose code is asked for, be it to sign in or for a new password. */
export const identifierSchema = z.object({ identifier });
/** Our own code of the first sign-in. */
export const firstCodeSchema = z.object({ code: code(signInDigits) });
/** Auth's codes. */
export const mailedCodeSchema = z.object({ code: code(codeDigits) });
export const passwordSchema = z.object({ password: newPassword });
export const changePasswordSchema = z.object({
	current: z.string().min(1, { error: () => m.error_password_required() }),
	password: newPassword
});
export const acceptSchema = z.object({
	name: z.string().trim().min(1).max(120),
	password: newPassword
});
/** For a button without fields that may still be refused. */
export const nothingSchema = z.object({});
