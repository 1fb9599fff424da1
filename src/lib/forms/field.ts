import { untrack } from 'svelte';
import type { Writable } from 'svelte/store';
import { formFieldProxy, type FormPathLeaves } from 'sveltekit-superforms';
import type { AppForm } from './create-form.ts';

export interface BoundField<Value> {
	value: Writable<Value>;
	errors: Writable<string[] | undefined>;
	required: boolean;
}

/** One field of a form. Read once: a field component never changes its form or its name. */
export function bindField<Value, Data extends Record<string, unknown>>(
	props: () => { form: AppForm<Data>; name: FormPathLeaves<Data> }
): BoundField<Value> {
	const { form, name } = untrack(props);
	const { value, errors, constraints } = formFieldProxy(form, name);
	let required = false;
	constraints.subscribe((known) => (required = known?.required === true))();
	return { value: value as unknown as Writable<Value>, errors, required };
}
