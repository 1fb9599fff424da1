import { m } from '#lib/paraglide/messages.js';
import type { Json } from '#lib/server/database.types.ts';
import type { Cell } from '#lib/spreadsheet/csv.ts';
import { changesOf } from './changes.ts';
import type { AuditEntry } from './entry.ts';
import { operationName, originName } from './filter-options.ts';
import type { EntryNames } from './names.ts';
import { labelOf } from './sentence.ts';
import { tableName } from './table-names.ts';
import { zonedInstant } from './zoned-instant.ts';

interface Reader {
	locale: string;
	/** The reseller's. */
	timeZone: string;
}

interface Column {
	head: () => string;
	cell: (entry: AuditEntry, names: EntryNames, reader: Reader) => Cell;
}

/** What a line of the exported trail holds, in this order. Both readable changes and the exact values: evidence needs both. */
const columns: Column[] = [
	{
		head: m.audit_csv_at,
		cell: (entry, _, { timeZone }) => zonedInstant(entry.occurred_at, timeZone)
	},
	{ head: m.audit_csv_entry, cell: ({ id }) => id },
	{
		head: m.audit_csv_origin,
		cell: ({ actor_id }) => originName(actor_id ? 'people' : 'system')
	},
	{ head: m.audit_csv_actor, cell: ({ actor_id }, { ids }) => nameOf(actor_id, ids) },
	{ head: m.audit_csv_subject, cell: ({ subject_id }, { ids }) => nameOf(subject_id, ids) },
	{
		head: m.audit_csv_reason,
		cell: ({ impersonation_id }, { reasons }) => reasons[impersonation_id ?? ''] ?? null
	},
	{ head: m.audit_csv_operation, cell: ({ operation }) => operationName(operation) },
	{ head: m.audit_csv_table, cell: ({ table_name }) => tableName(table_name) },
	{ head: m.audit_csv_label, cell: (entry, names) => labelOf(entry, names) },
	{ head: m.audit_csv_row, cell: ({ row_key }) => row_key },
	{
		head: m.audit_csv_client_number,
		cell: ({ client_id }, { clients }) => clients[client_id ?? '']?.number ?? null
	},
	{
		head: m.audit_csv_client,
		cell: ({ client_id }, { clients }) => clients[client_id ?? '']?.name ?? client_id
	},
	{ head: m.audit_csv_address, cell: ({ address }) => address },
	{ head: m.audit_csv_seen_address, cell: ({ seen_address }) => seen_address },
	{ head: m.audit_csv_changes, cell: changesText },
	{ head: m.audit_csv_before, cell: ({ before }) => exact(before) },
	{ head: m.audit_csv_after, cell: ({ after }) => exact(after) }
];

export function csvHead(): Cell[] {
	return columns.map(({ head }) => head());
}

export function csvCells(entry: AuditEntry, names: EntryNames, reader: Reader): Cell[] {
	return columns.map(({ cell }) => cell(entry, names, reader));
}

function nameOf(id: string | null, names: Record<string, string>): string | null {
	return id && (names[id] ?? id);
}

function exact(side: Json): string | null {
	return side === null ? null : JSON.stringify(side);
}

function changesText(entry: AuditEntry, names: EntryNames, reader: Reader): string {
	const words = (value: string | null) => value ?? m.audit_value_empty();
	return changesOf(entry, { ...reader, names: names.ids })
		.map(({ label, before, after }) => {
			if (after === undefined) return `${label}: ${words(before ?? null)}`;
			if (before === undefined) return `${label}: ${words(after)}`;
			return `${label}: ${words(before)} → ${words(after)}`;
		})
		.join('\n');
}
