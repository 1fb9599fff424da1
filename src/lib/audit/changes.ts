import { columnsOf, type EntryChange } from './entry.ts';
import { fieldName } from './field-names.ts';
import { formatValue, type Writing } from './format-value.ts';

/** One field of an entry, in words. */
export interface FieldChange {
	column: string;
	label: string;
	/** null: it was empty; undefined: there was no row yet. */
	before: string | null | undefined;
	/** null: it is empty now; undefined: the row is gone. */
	after: string | null | undefined;
}

/** Says nothing that the entry itself does not say already, as long as it did not change. */
const plumbing = ['id', 'reseller_id', 'client_id', 'request_id', 'created_at'];

/** The changed fields of an entry, in the order of the alphabet of their names. */
export function changesOf(entry: EntryChange, writing: Writing): FieldChange[] {
	const before = columnsOf(entry.before);
	const after = columnsOf(entry.after);
	const isWholeRow = entry.operation === 'insert' || entry.operation === 'delete';
	const columns = [...new Set([...Object.keys(before), ...Object.keys(after)])];
	return columns
		.filter((column) => !isWholeRow || !plumbing.includes(column))
		.map((column) => ({
			column,
			label: fieldName(entry.table_name, column) ?? column,
			before: entry.before
				? formatValue(entry.table_name, column, before[column], writing)
				: undefined,
			after: entry.after ? formatValue(entry.table_name, column, after[column], writing) : undefined
		}))
		.sort((one, other) => collator(writing.locale).compare(one.label, other.label));
}

const collators = new Map<string, Intl.Collator>();

/** Making one is slow, and an export compares millions of names. */
function collator(locale: string): Intl.Collator {
	const known = collators.get(locale);
	if (known) return known;
	const created = new Intl.Collator(locale);
	collators.set(locale, created);
	return created;
}
