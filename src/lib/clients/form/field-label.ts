import { m } from '#lib/paraglide/messages.js';
import type { ClientField } from '../client-fields.ts';
import type { PersonType } from '../client.ts';

/** What a field is called; some are called otherwise for a person. */
export function fieldLabel(field: ClientField, personType: PersonType): string {
	return personType === 'individual' ? (personLabels[field] ?? labels[field])() : labels[field]();
}

const personLabels: Partial<Record<ClientField, () => string>> = {
	name: m.clients_full_name,
	tradeName: m.clients_nickname,
	document: m.clients_cpf,
	identityDocument: m.clients_identity_card,
	bornOrOpenedOn: m.clients_born_on
};

const labels: Record<ClientField, () => string> = {
	personType: m.clients_person_type,
	name: m.clients_legal_name,
	tradeName: m.clients_trade_name,
	document: m.clients_cnpj,
	identityDocument: m.clients_state_registration,
	municipalRegistration: m.client_form_municipal_registration,
	bornOrOpenedOn: m.clients_opened_on,
	email: m.clients_email,
	phones: m.client_form_phones,
	contactName: m.clients_contact_name,
	contactRole: m.clients_contact_role,
	locale: m.client_form_locale,
	sector: m.clients_sector,
	companySize: m.clients_company_size,
	postalCode: m.clients_postal_code,
	street: m.clients_street,
	streetNumber: m.clients_street_number,
	complement: m.clients_complement,
	district: m.clients_district,
	city: m.clients_city,
	state: m.clients_state,
	payer: m.client_form_payer,
	dueDay: m.client_form_due_day,
	collection: m.client_form_collection,
	discount: m.client_form_discount,
	surcharge: m.client_form_surcharge,
	pendingDays: m.client_form_pending_days,
	blockDays: m.client_form_block_days,
	monthly: m.client_form_monthly,
	contractTotal: m.client_form_contract_total,
	instalments: m.client_form_instalments,
	notes: m.clients_notes
};
