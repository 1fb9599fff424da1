import { formatDate } from '#lib/format/dates.ts';
import { formatDocument } from '#lib/format/documents.ts';
import { formatMoney } from '#lib/format/money.ts';
import { formatPostalCode } from '#lib/format/postal-code.ts';
import { m } from '#lib/paraglide/messages.js';
import { companySizeText } from '../company-size.ts';
import type { ClientRecord } from './client-record.ts';

export interface RecordItem {
	label: string;
	/** Empty: not informed. */
	value: string | null;
}
export interface RecordGroup {
	key: 'identity' | 'contact' | 'address' | 'billing' | 'fiscal';
	title: string;
	items: RecordItem[];
}

/** Everything that is kept about a client but phones and notes, in the order of its form. */
export function recordGroups(record: ClientRecord, locale: string): RecordGroup[] {
	return [
		{ key: 'identity', title: m.client_page_details_identity(), items: identity(record, locale) },
		{ key: 'contact', title: m.client_page_details_contact(), items: contact(record) },
		{ key: 'address', title: m.client_page_details_address(), items: address(record) },
		{ key: 'billing', title: m.client_page_details_billing(), items: billing(record, locale) },
		{ key: 'fiscal', title: m.client_page_details_fiscal(), items: fiscal(record) }
	];
}

function identity(record: ClientRecord, locale: string): RecordItem[] {
	const isPerson = record.personType === 'individual';
	return [
		item(m.clients_person_type(), isPerson ? m.clients_individual() : m.clients_company()),
		item(isPerson ? m.clients_full_name() : m.clients_legal_name(), record.name),
		item(isPerson ? m.clients_nickname() : m.clients_trade_name(), record.tradeName),
		item(
			isPerson ? m.clients_cpf() : m.clients_cnpj(),
			record.document && formatDocument(record.document)
		),
		item(
			isPerson ? m.clients_born_on() : m.clients_opened_on(),
			record.bornOrOpenedOn && formatDate(record.bornOrOpenedOn, locale)
		),
		item(m.clients_sector(), record.sector),
		item(m.clients_company_size(), record.companySize && companySizeText(record.companySize))
	];
}

function contact(record: ClientRecord): RecordItem[] {
	return [
		item(m.clients_contact_name(), record.contactName),
		item(m.clients_contact_role(), record.contactRole),
		item(m.clients_email(), record.email),
		item(
			m.client_form_locale(),
			record.locale === 'en' ? m.client_form_locale_en() : m.client_form_locale_pt()
		)
	];
}

function address(record: ClientRecord): RecordItem[] {
	return [
		item(m.clients_postal_code(), record.postalCode && formatPostalCode(record.postalCode)),
		item(m.clients_street(), record.street),
		item(m.clients_street_number(), record.streetNumber),
		item(m.clients_complement(), record.complement),
		item(m.clients_district(), record.district),
		item(m.clients_city(), record.city),
		item(m.clients_state(), record.state)
	];
}

function billing(record: ClientRecord, locale: string): RecordItem[] {
	const money = (cents: number | null) => (cents === null ? null : formatMoney(cents, locale));
	const perMonth = (cents: number | null) =>
		cents === null ? null : m.client_page_details_per_month({ amount: formatMoney(cents, locale) });
	const days = (count: number | null) =>
		count === null ? m.client_page_details_default() : m.client_page_details_days({ count });
	return [
		item(
			m.client_form_payer(),
			record.payer === 'agency' ? m.client_form_payer_agency() : m.client_form_payer_client()
		),
		item(
			m.client_form_collection(),
			record.collection === 'gateway'
				? m.client_form_collection_gateway()
				: m.client_form_collection_informal()
		),
		item(
			m.client_form_due_day(),
			record.dueDay === null ? null : m.billing_subscription_day({ day: record.dueDay })
		),
		item(m.client_form_monthly(), money(record.monthlyCents)),
		item(m.client_form_contract_total(), money(record.contractTotalCents)),
		item(m.client_form_instalments(), instalments(record.instalments)),
		item(m.client_form_discount(), perMonth(record.discountCents)),
		item(m.client_form_surcharge(), perMonth(record.surchargeCents)),
		item(m.client_form_pending_days(), days(record.pendingDays)),
		item(m.client_form_block_days(), days(record.blockDays))
	];
}

function fiscal(record: ClientRecord): RecordItem[] {
	const isPerson = record.personType === 'individual';
	return [
		item(
			isPerson ? m.clients_identity_card() : m.clients_state_registration(),
			record.identityDocument
		),
		item(m.client_form_municipal_registration(), record.municipalRegistration)
	];
}

function instalments(count: number | null): string | null {
	if (count === null) return null;
	return count === 1
		? m.client_form_instalments_at_once()
		: m.client_form_instalments_times({ count });
}

function item(label: string, value: string | null): RecordItem {
	return { label, value };
}
