import { formatDate, formatInstant, isCalendarDate } from '#lib/format/dates.ts';
import { formatDocument } from '#lib/format/documents.ts';
import { formatMoney } from '#lib/format/money.ts';
import { formatPhone } from '#lib/format/phone.ts';
import { isUuid } from '#lib/format/uuid.ts';
import { m } from '#lib/paraglide/messages.js';
import type { Json } from '#lib/server/database.types.ts';
import { fieldName } from './field-names.ts';
import { valueWords } from './value-words.ts';

/** How values are written: the person's language, the account's zone, and what ids stand for. */
export interface Writing {
	locale: string;
	timeZone: string;
	/** Names by id, as far as they are known. */
	names?: Readonly<Record<string, string>> | undefined;
}

const shortIdLength = 8;

/** @returns the value of a column in words; null when it is empty */
export function formatValue(
	table: string,
	column: string,
	value: Json | undefined,
	writing: Writing
): string | null {
	if (value === null || value === undefined || value === '') return null;
	if (typeof value === 'boolean') return value ? m.audit_value_yes() : m.audit_value_no();
	if (column === 'taken_over' && Array.isArray(value)) return namesOf(value.map(String));
	if (typeof value === 'object') return JSON.stringify(value);
	const words = valueWords(table, column, value);
	if (words !== null) return words;
	if (typeof value === 'number')
		return column.endsWith('_cents') ? formatMoney(value, writing.locale) : String(value);
	return formatText(column, value, writing);
}

function formatText(column: string, text: string, { locale, timeZone, names }: Writing): string {
	if (isUuid(text)) return names?.[text] ?? shortId(text);
	if (column === 'document') return formatDocument(text);
	if (column === 'e164') return formatPhone(text);
	if (column === 'postal_code') return text.replace(/^(\d{5})(\d{3})$/, '$1-$2');
	if (isCalendarDate(text)) return formatDate(text, locale);
	if (column.endsWith('_at') && !Number.isNaN(Date.parse(text)))
		return formatInstant(text, locale, timeZone, 'full');
	return text;
}

/** Columns of a client, as people call them. */
function namesOf(columns: string[]): string | null {
	return columns.map((column) => fieldName('clients', column) ?? column).join(', ') || null;
}

function shortId(id: string): string {
	return `${id.slice(0, shortIdLength)}…`;
}
