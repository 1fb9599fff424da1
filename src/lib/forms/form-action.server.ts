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
import type { FormMessage } from './form-message.ts';
import { describeIssue } from './issue-text.ts';

z.config({ customError: describeIssue });

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
		const form = await superValidate<Infer<S, 'zod4'>, FormMessage, InferIn<S, 'zod4'>>(
			event.request,
			zod4(schema)
		);
		if (!form.valid) return fail(422, { form });
		try {
			const text = await work(form.data, event);
			return text ? message(form, { tone: 'positive', text }) : { form };
		} catch (error) {
			if (!(error instanceof DomainError)) throw error;
			const status = error.status as HttpErrorStatus;
			const text = errorText(error);
			const field = error.params.field;
			if (typeof field === 'string' && Object.hasOwn(form.data as object, field))
				return setError(form, field as FormPathLeavesWithErrors<Infer<S, 'zod4'>>, text, {
					status
				});
			return message(form, { tone: 'danger', text, code: error.code }, { status });
		}
	};
}
