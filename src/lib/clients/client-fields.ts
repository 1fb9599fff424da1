import { normalizeDocument } from '#lib/format/documents.ts';
import { formatAmount, parseMoney } from '#lib/format/money.ts';
import { formatPhone, parsePhone } from '#lib/format/phone.ts';
import { formatPostalCode, parsePostalCode } from '#lib/format/postal-code.ts';
import type { ClientForm } from './client-schema.ts';

export type ClientField = keyof ClientForm;

/** Where each field of the form is stored. */
export const clientColumns = {
	personType: 'person_type',
	name: 'name',
	tradeName: 'trade_name',
	document: 'document',
	identityDocument: 'identity_document',
	municipalRegistration: 'municipal_registration',
	bornOrOpenedOn: 'born_or_opened_on',
	email: 'email',
	phones: 'phones',
	contactName: 'contact_name',
	contactRole: 'contact_role',
	locale: 'locale',
	sector: 'sector',
	companySize: 'company_size',
	postalCode: 'postal_code',
	street: 'street',
	streetNumber: 'street_number',
	complement: 'complement',
	district: 'district',
	city: 'city',
	state: 'state',
	payer: 'payer',
	dueDay: 'due_day',
	collection: 'collection',
	discount: 'discount_cents',
	surcharge: 'surcharge_cents',
	pendingDays: 'pending_days',
	blockDays: 'block_days',
	monthly: 'monthly_cents',
	contractTotal: 'contract_total_cents',
	instalments: 'instalments',
	notes: 'notes'
} as const satisfies Record<ClientField, string>;

export type ClientColumn = (typeof clientColumns)[ClientField];
export type StoredValue = string | number | string[] | null;
/** Values by column, as the database has them: bare documents, E.164, integer cents; null is "empty". */
export type StoredClient = Partial<Record<ClientColumn, StoredValue>>;

export const clientFieldNames = Object.keys(clientColumns) as ClientField[];
/** What only a company has; a person's form neither shows nor sends these. */
export const companyOnly: ReadonlySet<ClientField> = new Set([
	'sector',
	'companySize',
	'municipalRegistration'
]);
const wholeNumbers: ReadonlySet<ClientField> = new Set([
	'dueDay',
	'pendingDays',
	'blockDays',
	'instalments'
]);
const amounts: ReadonlySet<ClientField> = new Set([
	'discount',
	'surcharge',
	'monthly',
	'contractTotal'
]);

const blank = Object.fromEntries(
	clientFieldNames.map((field) => [field, ''])
) as unknown as ClientForm;

/** A form in which nothing has been filled in. */
export function emptyClientForm(): ClientForm {
	return {
		...blank,
		personType: 'company',
		locale: 'pt-BR',
		payer: 'client',
		collection: 'informal',
		phones: []
	};
}

/**
 * A form as it is stored, empty fields as null. What a person's form does not show is left out: it stays as it is.
 * What has no such form (a phone half typed) stands as typed.
 */
export function storedClient(form: Partial<ClientForm>): StoredClient {
	const fields = clientFieldNames.filter(
		(field) =>
			form[field] !== undefined && !(form.personType === 'individual' && companyOnly.has(field))
	);
	return Object.fromEntries(
		fields.map((field) => [clientColumns[field], storedValue(field, form[field])])
	);
}

/** What a new client is made of: the same without the empty ones. An import does this a hundred thousand times. */
export function clientFields(form: Partial<ClientForm>): StoredClient {
	const fields: StoredClient = {};
	for (const field of clientFieldNames) {
		const given = form[field];
		if (!given || (form.personType === 'individual' && companyOnly.has(field))) continue;
		const value = storedValue(field, given);
		if (value !== null && !isEmptyList(value)) fields[clientColumns[field]] = value;
	}
	return fields;
}

/**
 * The other way round: stored values as the form shows them; unknown ones are ignored.
 * @param fields also drafts of older days, which hold one `phone`
 */
export function clientFormOf(
	fields: Record<string, unknown>,
	locale = 'pt-BR'
): Partial<ClientForm> {
	const old = typeof fields.phone === 'string' && fields.phone ? { phones: [fields.phone] } : {};
	const stored: Record<string, unknown> = { ...old, ...fields };
	return Object.fromEntries(
		clientFieldNames
			.map((field) => [field, shownValue(field, stored[clientColumns[field]], locale)] as const)
			.filter(([, value]) => value !== undefined)
	);
}

const fieldByColumn = new Map(
	clientFieldNames.map((field): [string, ClientField] => [clientColumns[field], field])
);
const fieldByRule = new Map<string, ClientField>([
	['birth', 'bornOrOpenedOn'],
	['phone', 'phones'],
	['block_before_pending', 'blockDays']
]);

/** The field of a column, null for one that no form shows. */
export function fieldOfColumn(column: string): ClientField | null {
	return fieldByColumn.get(column) ?? null;
}

/** The field that a refusal is about: `client_postal_code_invalid` → `postalCode`; null when it is about none. */
export function fieldOfRefusal(code: string): ClientField | null {
	const rule = /^client_([a-z_]+?)(?:_(?:invalid|too_long|too_many|required|out_of_range))?$/.exec(
		code
	)?.[1];
	if (!rule) return null;
	return fieldByRule.get(rule) ?? fieldOfColumn(rule) ?? fieldOfColumn(`${rule}_cents`);
}

/** Stored values as the columns of a form; the same in both when nothing was changed. */
export function sameValue(one: StoredValue | undefined, other: StoredValue | undefined): boolean {
	return JSON.stringify(one ?? null) === JSON.stringify(other ?? null);
}

function storedValue(field: ClientField, value: ClientForm[ClientField] | undefined): StoredValue {
	if (Array.isArray(value)) return storedPhones(value);
	const text = (value ?? '').trim();
	if (text === '') return null;
	if (field === 'document') return normalizeDocument(text);
	if (field === 'email') return text.toLowerCase();
	if (field === 'postalCode') return parsePostalCode(text) ?? text;
	if (amounts.has(field)) return parseMoney(text) ?? text;
	if (wholeNumbers.has(field)) return /^\d+$/.test(text) ? Number(text) : text;
	return text;
}

function storedPhones(phones: string[]): string[] {
	const filled = phones.map((phone) => phone.trim()).filter(Boolean);
	return [...new Set(filled.map((phone) => parsePhone(phone) ?? phone))];
}

function shownValue(field: ClientField, value: unknown, locale: string): unknown {
	if (value === undefined) return undefined;
	if (field === 'phones')
		return Array.isArray(value) ? value.map((phone) => formatPhone(String(phone))) : [];
	if (value === null) return '';
	if (typeof value === 'number')
		return amounts.has(field) ? formatAmount(value, locale) : String(value);
	if (typeof value !== 'string') return undefined;
	return field === 'postalCode' ? formatPostalCode(value) : value;
}

function isEmptyList(value: unknown): boolean {
	return Array.isArray(value) && value.length === 0;
}
