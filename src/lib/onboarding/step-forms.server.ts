import { redirect, type RequestEvent } from '@sveltejs/kit';
import {
	message,
	setError,
	superValidate,
	type FormPathLeavesWithErrors,
	type Infer,
	type InferIn,
	type SuperValidated
} from 'sveltekit-superforms';
import { zod4, type ZodValidationSchema } from 'sveltekit-superforms/adapters';
import { DomainError } from '#lib/errors/domain-error.ts';
import { errorText } from '#lib/errors/error-text.server.ts';
import { readForm, tooMuch } from '#lib/forms/form-action.server.ts';
import type { FormMessage } from '#lib/forms/form-message.ts';
import {
	partOfStep,
	typedAnswers,
	type Draft,
	type DraftAnswers,
	type Step
} from './onboarding.ts';
import { saveAnswers } from './onboardings.server.ts';
import { placeOfRefusal } from './refusal-place.ts';

interface StepForm<S extends ZodValidationSchema> {
	step: Step;
	schema: S;
	/** Valid data as the draft keeps them. */
	toAnswers: (data: Infer<S, 'zod4'>) => object;
}

/**
 * The form of a step as it was left: answers that had passed, or what was typed and had not.
 * @param known the draft's answers as the form shows them
 * @param refusal code of a rule that the database refused when everything was confirmed; shown at its field
 */
export async function stepForm<S extends ZodValidationSchema>(
	{ step, schema }: Pick<StepForm<S>, 'step' | 'schema'>,
	draft: Draft,
	known: (answers: DraftAnswers) => Partial<InferIn<S, 'zod4'>>,
	refusal: string | null = null
) {
	const answers = draft[partOfStep[step]];
	const values = typedAnswers(answers) ?? known(answers ?? {});
	const form = await superValidate<Infer<S, 'zod4'>, FormMessage, InferIn<S, 'zod4'>>(
		values as Partial<InferIn<S, 'zod4'>>,
		zod4(schema),
		{ errors: false }
	);
	const place = refusal ? placeOfRefusal(refusal) : null;
	if (refusal && place?.step === step) {
		const field = place.field as FormPathLeavesWithErrors<Infer<S, 'zod4'>>;
		setError(form, field, errorText({ code: refusal, params: {} }));
	}
	// What a page holds is complete: the schema has filled in its defaults.
	return form as SuperValidated<Infer<S, 'zod4'>, FormMessage>;
}

/**
 * Leaves a step without finishing it: what stands in the form is kept, right or wrong.
 * @param leaveTo absent: the person stays, and only the draft is kept
 */
export function keepAndLeave<S extends ZodValidationSchema>(
	{ step, schema, toAnswers }: StepForm<S>,
	leaveTo?: (params: Partial<Record<string, string>>) => string
) {
	return async ({ locals, params, request }: RequestEvent) => {
		const form = await readForm(schema, request);
		if (!form) return tooMuch(schema);
		try {
			const answers = form.valid ? toAnswers(form.data) : { typed: form.data };
			await saveAnswers(
				locals.db,
				params.onboarding ?? '',
				partOfStep[step],
				answers as DraftAnswers
			);
		} catch (error) {
			if (!(error instanceof DomainError)) throw error;
			const text = errorText(error);
			return message(form, { tone: 'danger', text, code: error.code }, { status: 422 });
		}
		if (leaveTo) redirect(303, leaveTo(params));
	};
}
