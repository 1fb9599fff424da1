import { z } from 'zod';
import { m } from '#lib/paraglide/messages.js';

/** The constraint plan_code_invalid. */
const code = /^(?=.{2,40}$)[a-z0-9]+(-[a-z0-9]+)*$/;

/** What follows `/p/` in a plan's public link; empty: one that nobody guesses. */
export const linkSchema = z.object({
	code: z
		.string()
		.trim()
		.toLowerCase()
		.refine((typed) => typed === '' || code.test(typed), {
			error: () => m.error_plan_code_invalid()
		})
});
export type LinkForm = z.output<typeof linkSchema>;

export const switchSchema = z.object({ on: z.stringbool() });
