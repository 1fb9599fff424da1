import { fail, type RequestEvent } from '@sveltejs/kit';
import type { Infer } from 'sveltekit-superforms';
import type { ZodValidationSchema } from 'sveltekit-superforms/adapters';
import { DomainError } from '#lib/errors/domain-error.ts';
import { errorText } from '#lib/errors/error-text.server.ts';
import { readForm, tooMuch } from '#lib/forms/form-action.server.ts';

/**
 * A form action that answers what the form would do: `{form, preview, refusal}`. What is not yet filled in answers 422
 * without words, and what the database refuses its own status and words.
 */
export function answerPreview<S extends ZodValidationSchema, Event extends RequestEvent, Preview>(
	schema: S,
	ask: (data: Infer<S, 'zod4'>, event: Event) => Promise<Preview>
) {
	return async (event: Event) => {
		const form = await readForm(schema, event.request);
		if (!form) return tooMuch(schema);
		if (!form.valid) return fail(422, { form, preview: null, refusal: null });
		// A preview is no check: errors at the fields come when the form is sent.
		form.errors = {};
		try {
			return { form, preview: await ask(form.data, event), refusal: null };
		} catch (error) {
			if (!(error instanceof DomainError)) throw error;
			return fail(error.status, { form, preview: null, refusal: errorText(error) });
		}
	};
}
