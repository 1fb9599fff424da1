import { fieldLabel } from '#lib/clients/form/field-label.ts';
import { fieldOfColumn } from '#lib/clients/client-fields.ts';
import { m } from '#lib/paraglide/messages.js';
import type { ImportField } from './import-fields.ts';

/** What a field is called where one file holds persons and companies. */
export function importFieldLabel(field: ImportField): string {
	return both[field]?.() ?? fieldLabel(field, 'company');
}

/** The same for a column of the database; a field that no file has by its form name. */
export function columnLabel(column: string): string {
	const field = fieldOfColumn(column);
	if (!field) return column;
	return both[field as ImportField]?.() ?? fieldLabel(field, 'company');
}

const both: Partial<Record<ImportField, () => string>> = {
	name: m.imports_field_name,
	document: m.imports_field_document,
	identityDocument: m.imports_field_identity,
	bornOrOpenedOn: m.imports_field_born
};
