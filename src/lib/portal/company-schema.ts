import { z } from 'zod';
import { clientSchema } from '#lib/clients/client-schema.ts';
import { parsePhone } from '#lib/format/phone.ts';
import { parsePostalCode } from '#lib/format/postal-code.ts';

const { shape } = clientSchema;

/** What a client's own user may change about the client; the rules are those of the console's form. */
export const companySchema = z.object({
	tradeName: shape.tradeName,
	email: shape.email,
	phone: shape.phone,
	contactName: shape.contactName,
	contactRole: shape.contactRole,
	postalCode: shape.postalCode,
	street: shape.street,
	streetNumber: shape.streetNumber,
	complement: shape.complement,
	district: shape.district,
	city: shape.city,
	state: shape.state
});

export type CompanyForm = z.output<typeof companySchema>;

const columns = {
	tradeName: 'trade_name',
	email: 'email',
	phone: 'phone',
	contactName: 'contact_name',
	contactRole: 'contact_role',
	postalCode: 'postal_code',
	street: 'street',
	streetNumber: 'street_number',
	complement: 'complement',
	district: 'district',
	city: 'city',
	state: 'state'
} as const satisfies Record<keyof CompanyForm, string>;

/** A valid form, as `save_company` takes it: bare CEP, phone in E.164. */
export function companyFields(form: CompanyForm): Record<string, string> {
	const stored: CompanyForm = {
		...form,
		phone: parsePhone(form.phone) ?? '',
		postalCode: parsePostalCode(form.postalCode) ?? ''
	};
	return Object.fromEntries(
		Object.entries(columns).map(([key, column]) => [column, stored[key as keyof CompanyForm]])
	);
}

/** The field that a refusal is about: `client_postal_code_invalid` → `postalCode`; null when it is about none. */
export function companyFieldOf(code: string): keyof CompanyForm | null {
	const column = /^client_([a-z_]+)_(?:invalid|too_long)$/.exec(code)?.[1];
	const found = Object.entries(columns).find(([, name]) => name === column);
	return found ? (found[0] as keyof CompanyForm) : null;
}
