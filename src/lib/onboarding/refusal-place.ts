import type { Step } from './onboarding.ts';

export interface Place {
	step: Step;
	/** Field of that step's form. */
	field: string;
}

const places: Record<Step, Record<string, string[]>> = {
	data: {
		personType: ['client_person_type_invalid'],
		name: ['client_name_required', 'client_name_too_long'],
		tradeName: ['client_trade_name_too_long'],
		document: ['client_document_invalid'],
		identityDocument: ['client_identity_document_too_long'],
		bornOrOpenedOn: ['client_birth_out_of_range'],
		email: ['client_email_invalid'],
		phone: ['client_phone_invalid'],
		contactName: ['client_contact_name_too_long'],
		contactRole: ['client_contact_role_too_long'],
		sector: ['client_sector_too_long'],
		companySize: ['client_company_size_too_long'],
		postalCode: ['client_postal_code_invalid'],
		street: ['client_street_too_long'],
		streetNumber: ['client_street_number_too_long'],
		complement: ['client_complement_too_long'],
		district: ['client_district_too_long'],
		city: ['client_city_too_long'],
		state: ['client_state_invalid'],
		notes: ['client_notes_too_long']
	},
	plan: {
		choice: ['plan_not_available'],
		name: ['plan_name_invalid', 'plan_incomplete'],
		price: ['plan_price_invalid'],
		category: ['plan_category_name_invalid']
	},
	confirm: {
		firstDueOn: ['first_due_in_past', 'first_due_too_far'],
		intervalMonths: ['subscription_interval_invalid'],
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
	return placeOfCode.get(code) ?? null;
}
