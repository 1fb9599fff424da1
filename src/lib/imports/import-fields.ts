import type { ClientField } from '#lib/clients/client-fields.ts';

/** What a column of a file can be read as, in the order of the form. Plans and prices are not among them: an import bills nobody. */
export const importFields = [
	'name',
	'tradeName',
	'personType',
	'document',
	'identityDocument',
	'municipalRegistration',
	'bornOrOpenedOn',
	'email',
	'phones',
	'contactName',
	'contactRole',
	'sector',
	'companySize',
	'postalCode',
	'street',
	'streetNumber',
	'complement',
	'district',
	'city',
	'state',
	'dueDay',
	'notes'
] as const satisfies readonly ClientField[];

export type ImportField = (typeof importFields)[number];

/** One column of the file and what it is read as; null: not read. */
export interface MappedColumn {
	header: string;
	field: ImportField | null;
}

export type Mapping = MappedColumn[];

/** Only phones may come from several columns. */
export function takesSeveral(field: ImportField): boolean {
	return field === 'phones';
}

export function isImportField(text: unknown): text is ImportField {
	return importFields.includes(text as ImportField);
}

/** Fields that more than one column was given to. */
export function fieldsTakenTwice(mapping: Mapping): ImportField[] {
	const taken = mapping.flatMap(({ field }) => (field && !takesSeveral(field) ? [field] : []));
	return [...new Set(taken.filter((field, at) => taken.indexOf(field) !== at))];
}
