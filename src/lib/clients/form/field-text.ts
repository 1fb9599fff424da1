import { formatDate } from '#lib/format/dates.ts';
import { formatDocument } from '#lib/format/documents.ts';
import { formatMoney } from '#lib/format/money.ts';
import { formatPhone } from '#lib/format/phone.ts';
import { formatPostalCode } from '#lib/format/postal-code.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { ClientField, StoredValue } from '../client-fields.ts';
import type { ClientForm } from '../client-schema.ts';
import { companySizeText } from '../company-size.ts';

/** A stored value in words, for a sentence about it; empty for none. */
export function valueText(field: ClientField, value: StoredValue): string {
	if (value === null) return '';
	if (Array.isArray(value)) return value.map(formatPhone).join('\n');
	if (typeof value === 'number') return numberText(field, value);
	switch (field) {
		case 'document':
			return formatDocument(value);
		case 'postalCode':
			return formatPostalCode(value);
		case 'bornOrOpenedOn':
			return formatDate(value, getLocale());
		case 'companySize':
			return companySizeText(value);
		case 'personType':
			return value === 'individual' ? m.clients_individual() : m.clients_company();
		case 'payer':
			return value === 'agency' ? m.client_form_payer_agency() : m.client_form_payer_client();
		case 'collection':
			return value === 'gateway'
				? m.client_form_collection_gateway()
				: m.client_form_collection_informal();
		case 'locale':
			return value === 'en' ? m.client_form_locale_en() : m.client_form_locale_pt();
		default:
			return value;
	}
}

/** "À vista", "3 vezes". */
export function instalmentsText(count: number): string {
	return count === 1
		? m.client_form_instalments_at_once()
		: m.client_form_instalments_times({ count });
}

const usual: Partial<ClientForm> = {
	personType: 'company',
	locale: 'pt-BR',
	payer: 'client',
	collection: 'informal'
};

/** Whether somebody answered: what stands there unasked does not count. */
export function isFilled<Field extends ClientField>(
	field: Field,
	value: ClientForm[Field] | undefined
): boolean {
	if (Array.isArray(value)) return value.some((one) => one !== '');
	return value !== undefined && value !== '' && value !== usual[field];
}

function numberText(field: ClientField, value: number): string {
	if (field === 'instalments') return instalmentsText(value);
	if (field === 'dueDay' || field === 'pendingDays' || field === 'blockDays') return String(value);
	return formatMoney(value, getLocale());
}
