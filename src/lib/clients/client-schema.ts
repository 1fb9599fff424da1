import { z } from 'zod';
import { isCalendarDate } from '#lib/format/dates.ts';
import { isDocument, normalizeDocument } from '#lib/format/documents.ts';
import { formatPhone, parsePhone } from '#lib/format/phone.ts';
import { parsePostalCode } from '#lib/format/postal-code.ts';
import { m } from '#lib/paraglide/messages.js';
import { companySizes, documentKind, personTypes, states, type PersonType } from './client.ts';

/** The same shape as the constraint client_email_invalid. */
const emailAddress = /^[^@\s<>,;"]+@[^@\s<>,;"]+\.[^@\s<>,;".]+$/;
const text = (longest: number) => z.string().trim().max(longest);
/** Only what has been filled in is judged. */
const filled = (isValid: (text: string) => boolean) => (value: string) =>
	value === '' || isValid(value);

/** What the client form holds: text as typed; what has a default is not required. `clientFields` turns it into what is stored. */
export const clientSchema = z
	.object({
		personType: z.enum(personTypes),
		name: z
			.string()
			.trim()
			.min(1, { error: () => m.error_client_name_required() })
			.max(200),
		tradeName: text(200).default(''),
		document: text(40).default(''),
		identityDocument: text(30).default(''),
		bornOrOpenedOn: z
			.string()
			.trim()
			.refine(filled(isPlausibleDate), { error: () => m.error_client_birth_out_of_range() })
			.default(''),
		email: text(254)
			.refine(
				filled((value) => emailAddress.test(value)),
				{ error: () => m.error_client_email_invalid() }
			)
			.default(''),
		phone: text(30)
			.refine(
				filled((value) => parsePhone(value) !== null),
				{ error: () => m.error_client_phone_invalid() }
			)
			.default(''),
		contactName: text(120).default(''),
		contactRole: text(60).default(''),
		sector: text(60).default(''),
		companySize: z.enum(['', ...companySizes]).default(''),
		postalCode: text(20)
			.refine(
				filled((value) => parsePostalCode(value) !== null),
				{ error: () => m.error_client_postal_code_invalid() }
			)
			.default(''),
		street: text(200).default(''),
		streetNumber: text(20).default(''),
		complement: text(100).default(''),
		district: text(100).default(''),
		city: text(100).default(''),
		state: z.enum(['', ...states]).default(''),
		notes: text(5000).default('')
	})
	.refine(
		({ personType, document }) => document === '' || isDocument(documentKind(personType), document),
		{
			path: ['document'],
			error: ({ input }) =>
				(input as { personType: PersonType }).personType === 'individual'
					? m.error_client_cpf_invalid()
					: m.error_client_cnpj_invalid()
		}
	);

export type ClientForm = z.output<typeof clientSchema>;

/** Fields as the database names them; empty ones are left out. */
export type ClientFields = Partial<Record<(typeof columns)[keyof ClientForm], string>>;

const columns = {
	personType: 'person_type',
	name: 'name',
	tradeName: 'trade_name',
	document: 'document',
	identityDocument: 'identity_document',
	bornOrOpenedOn: 'born_or_opened_on',
	email: 'email',
	phone: 'phone',
	contactName: 'contact_name',
	contactRole: 'contact_role',
	sector: 'sector',
	companySize: 'company_size',
	postalCode: 'postal_code',
	street: 'street',
	streetNumber: 'street_number',
	complement: 'complement',
	district: 'district',
	city: 'city',
	state: 'state',
	notes: 'notes'
} as const satisfies Record<keyof ClientForm, string>;

/** A valid form, as it is stored: documents and CEP bare, phone in E.164, addresses in lower case. */
export function clientFields(form: ClientForm): ClientFields {
	const stored: ClientForm = {
		...form,
		document: normalizeDocument(form.document),
		email: form.email.toLowerCase(),
		phone: parsePhone(form.phone) ?? '',
		postalCode: parsePostalCode(form.postalCode) ?? ''
	};
	const entries = Object.entries(columns).map(([key, column]) => [
		column,
		stored[key as keyof ClientForm]
	]);
	return Object.fromEntries(entries.filter(([, value]) => value !== '')) as ClientFields;
}

/** The other way round: stored fields as the form shows them; unknown ones are ignored. */
export function clientFormOf(fields: Record<string, unknown>): Partial<ClientForm> {
	const entries = Object.entries(columns).map(([key, column]) => [key, fields[column]]);
	const form = Object.fromEntries(
		entries.filter(([, value]) => typeof value === 'string')
	) as Partial<ClientForm>;
	return { ...form, ...(form.phone && { phone: formatPhone(form.phone) }) };
}

function isPlausibleDate(value: string): boolean {
	return isCalendarDate(value) && value >= '1800-01-01' && value < '2200-01-01';
}
