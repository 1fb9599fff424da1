import { fieldOfRefusal } from '#lib/clients/client-fields.ts';
import type { Step } from './onboarding.ts';

export interface Place {
	step: Step;
	/** Field of that step's form. */
	field: string;
}

const places: Record<Exclude<Step, 'data'>, Record<string, string[]>> = {
	plan: {
		choice: ['plan_not_available'],
		name: ['plan_name_invalid', 'plan_incomplete'],
		price: ['plan_price_invalid'],
		category: ['plan_category_name_invalid']
	},
	confirm: {
		firstDueOn: ['first_due_in_past', 'first_due_too_far'],
		intervalMonths: ['subscription_interval_invalid', 'plan_interval_not_offered'],
		dueDay: ['subscription_due_day_invalid'],
		activation: ['subscription_activation_invalid']
	}
};
const placeOfCode = new Map(
	Object.entries(places).flatMap(([step, fields]) =>
		Object.entries(fields).flatMap(([field, codes]) =>
			codes.map((code): [string, Place] => [code, { step: step as Step, field }])
		)
	)
);

/** The step and field that a refusal of the database concerns; null when it concerns no field. */
export function placeOfRefusal(code: string): Place | null {
	// It was asked for the data by e-mail.
	const field = code === 'client_without_email' ? 'email' : fieldOfRefusal(code);
	return field ? { step: 'data', field } : (placeOfCode.get(code) ?? null);
}
