import { fail, type RequestEvent } from '@sveltejs/kit';
import {
	message,
	setError,
	superValidate,
	type FormPathLeavesWithErrors,
	type Infer,
	type InferIn
} from 'sveltekit-superforms';
import { zod4, type ZodValidationSchema } from 'sveltekit-superforms/adapters';
import { z } from 'zod';
import { DomainError } from '#lib/errors/domain-error.ts';
import { errorText } from '#lib/errors/error-text.server.ts';
import { m } from '#lib/paraglide/messages.js';
import type { FormMessage } from './form-message.ts';
import { describeIssue } from './issue-text.ts';

z.config({ customError: describeIssue });

/** More than any form of ours holds; the server reads no larger bodies anyway. */
const mostBytes = 1_000_000;

type HttpErrorStatus = 400 | 401 | 403 | 404 | 409 | 413 | 422 | 429 | 503;

/**
 * A form action: parse, call, answer. `work` returns the sentence to show on success, or nothing; it may redirect.
 * Invalid input answers 422 with the errors at their fields. A DomainError answers its own status with its text,
 * at the field it names (`params.field`) or as the form's message. Anything else is a bug and is thrown on.
 */
export function formAction<S extends ZodValidationSchema, Event extends RequestEvent>(
	schema: S,
	work: (data: Infer<S, 'zod4'>, event: Event) => Promise<string | void>
) {
	return async (event: Event) => {
		const form = await readForm(schema, event.request);
		if (!form) return tooMuch(schema);
		if (!form.valid) return fail(422, { form });
		try {
			const text = await work(form.data, event);
			return text ? message(form, { tone: 'positive', text }) : { form };
		} catch (error) {
			if (!(error instanceof DomainError)) throw error;
			const status = error.status as HttpErrorStatus;
			const text = errorText(error);
			const path = pathOf(error.params.field, form.data as Record<string, unknown>);
			if (path)
				return setError(form, path as FormPathLeavesWithErrors<Infer<S, 'zod4'>>, text, {
					status
				});
			const { code, params } = error;
			return message(form, { tone: 'danger', text, code, params }, { status });
		}
	};
}

/** What was sent, checked; null when it is more than a form can be. */
export async function readForm<S extends ZodValidationSchema>(schema: S, request: Request) {
	if (Number(request.headers.get('content-length')) > mostBytes) return null;
	try {
		return await superValidate<Infer<S, 'zod4'>, FormMessage, InferIn<S, 'zod4'>>(
			request,
			zod4(schema)
		);
	} catch (error) {
		// A body without a length is only known to be too long once the server has stopped reading it.
		if (isTooLarge(error)) return null;
		throw error;
	}
}

/** The answer to more than a form can be. */
export async function tooMuch<S extends ZodValidationSchema>(schema: S) {
	const form = await superValidate<Infer<S, 'zod4'>, FormMessage, InferIn<S, 'zod4'>>(
		zod4(schema),
		{ errors: false }
	);
	const text = m.error_too_much_sent();
	return message(form, { tone: 'danger', text, code: 'too_much_sent' }, { status: 413 });
}

function isTooLarge(error: unknown): boolean {
	if (!(error instanceof Error)) return false;
	return ('status' in error && error.status === 413) || isTooLarge(error.cause);
}

/** Where superforms keeps the error of a field; of a list as a whole it has a place of its own. */
function pathOf(field: unknown, data: Record<string, unknown>): string | null {
	if (typeof field !== 'string' || !Object.hasOwn(data, field)) return null;
	return Array.isArray(data[field]) ? `${field}._errors` : field;
}
