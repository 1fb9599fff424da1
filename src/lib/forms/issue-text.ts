import type { z } from 'zod';
import { m } from '#lib/paraglide/messages.js';

/** General words for what is wrong with a field; a schema overrides them with `error: () => m.…()`. */
export function describeIssue(issue: z.core.$ZodRawIssue): string {
	if (isEmpty(issue.input)) return m.error_field_required();
	switch (issue.code) {
		case 'too_small':
			if (issue.origin === 'string')
				return m.error_field_too_short({ count: Number(issue.minimum) });
			return m.error_field_too_small({ count: String(issue.minimum) });
		case 'too_big':
			if (issue.origin === 'string')
				return m.error_field_too_long({ count: Number(issue.maximum) });
			return m.error_field_too_big({ count: String(issue.maximum) });
		case 'invalid_format':
			return issue.format === 'email' ? m.error_field_email() : m.error_field_format();
		case 'invalid_value':
			return m.error_field_choice();
		default:
			return m.error_field_format();
	}
}

function isEmpty(input: unknown): boolean {
	return input === undefined || input === null || input === '';
}
