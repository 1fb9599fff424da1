import type { ClientField } from '#lib/clients/client-fields.ts';
import type { ClientForm } from '#lib/clients/client-schema.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { describeIssue } from '#lib/forms/issue-text.ts';
import { answersShape, someAnswersSchema } from './answers-schema.ts';

export interface SortedAnswers {
	/** What follows the rules. */
	valid: Partial<ClientForm>;
	/** The words against the rest. */
	refused: Partial<Record<ClientField, string>>;
}

/**
 * Some fields of the form, as a browser sent them: the good ones are kept whatever is wrong with the others.
 * @throws DomainError data_request_field_unknown, input_invalid for what our form cannot have sent
 */
export function sortAnswers(sent: unknown): SortedAnswers {
	if (typeof sent !== 'object' || sent === null || Array.isArray(sent))
		throw new DomainError('input_invalid');
	let rest: Record<string, unknown> = { ...sent };
	const unknown = Object.keys(rest).find((name) => !Object.hasOwn(answersShape, name));
	if (unknown !== undefined)
		throw new DomainError('data_request_field_unknown', 422, { name: unknown.slice(0, 60) });
	const refused: SortedAnswers['refused'] = {};
	// Each round takes out what was found wrong: the rule about two fields speaks only once each of them is well formed.
	for (;;) {
		const parsed = someAnswersSchema.safeParse(rest, { error: describeIssue });
		// The schema fills in what is absent: that is nobody's answer.
		if (parsed.success) return { valid: only(parsed.data, Object.keys(rest)), refused };
		for (const { path, message } of parsed.error.issues) {
			const field = path[0] as ClientField;
			refused[field] ??= message;
		}
		rest = Object.fromEntries(Object.entries(rest).filter(([field]) => !(field in refused)));
	}
}

function only(answers: Partial<ClientForm>, names: string[]): Partial<ClientForm> {
	return Object.fromEntries(Object.entries(answers).filter(([name]) => names.includes(name)));
}
