import { untrack } from 'svelte';
import {
	superForm,
	type FormOptions,
	type SuperForm,
	type SuperValidated
} from 'sveltekit-superforms';
import { m } from '#lib/paraglide/messages.js';
import type { FormMessage } from './form-message.ts';

export type AppForm<Data extends Record<string, unknown>> = SuperForm<Data, FormMessage>;

/**
 * superForm with the habits of this app: what was typed stays after a refusal, leaving with changes asks,
 * a broken connection says so in the form. Call it once, at the top of a component: `createForm(() => data.form)`.
 */
export function createForm<Data extends Record<string, unknown>>(
	validated: () => SuperValidated<Data, FormMessage>,
	options: FormOptions<Data, FormMessage> = {}
): AppForm<Data> {
	const form: AppForm<Data> = superForm(untrack(validated), {
		resetForm: false,
		// A live re-read of the page must not take away what is being typed.
		applyAction: 'never',
		delayMs: 300,
		timeoutMs: 10_000,
		validationMethod: 'submit-only',
		onError: ({ result }) => {
			const { supportCode } = result.error as App.Error;
			const text = supportCode
				? m.common_failed_with_code({ code: supportCode })
				: m.common_failed();
			form.message.set({ tone: 'danger', text });
		},
		...options
	});
	return form;
}
