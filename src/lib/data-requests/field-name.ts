import type { ClientColumn } from '#lib/clients/client-fields.ts';
import type { PersonType } from '#lib/clients/client.ts';
import { m } from '#lib/paraglide/messages.js';

type Words = (isPerson: boolean) => string;

const names: Partial<Record<ClientColumn, Words>> = {
	person_type: () => m.clients_person_type(),
	name: (isPerson) => (isPerson ? m.clients_full_name() : m.clients_legal_name()),
	trade_name: (isPerson) => (isPerson ? m.clients_nickname() : m.clients_trade_name()),
	document: (isPerson) => (isPerson ? m.clients_cpf() : m.clients_cnpj()),
	identity_document: (isPerson) =>
		isPerson ? m.clients_identity_card() : m.clients_state_registration(),
	municipal_registration: () => m.client_form_municipal_registration(),
	born_or_opened_on: (isPerson) => (isPerson ? m.clients_born_on() : m.clients_opened_on()),
	email: () => m.clients_email(),
	phones: () => m.client_form_phones(),
	contact_name: () => m.clients_contact_name(),
	contact_role: () => m.clients_contact_role(),
	sector: () => m.clients_sector(),
	company_size: () => m.clients_company_size(),
	postal_code: () => m.clients_postal_code(),
	street: () => m.clients_street(),
	street_number: () => m.clients_street_number(),
	complement: () => m.clients_complement(),
	district: () => m.clients_district(),
	city: () => m.clients_city(),
	state: () => m.clients_state()
};

/** What the form calls a column, for this kind of client. */
export function askedName(column: ClientColumn, personType: PersonType): string {
	return names[column]?.(personType === 'individual') ?? column;
}

/** "CNPJ, CEP e rua". */
export function listOfNames(
	columns: readonly ClientColumn[],
	personType: PersonType,
	locale: string
): string {
	const words = columns.map((column) => midSentence(askedName(column, personType)));
	return new Intl.ListFormat(locale, { type: 'conjunction' }).format(words);
}

/** "Número" → "número"; "CEP" stays. */
function midSentence(name: string): string {
	return /^\p{Lu}{2}/u.test(name) ? name : name.charAt(0).toLowerCase() + name.slice(1);
}
