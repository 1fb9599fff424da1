import { isUuid } from '#lib/format/uuid.ts';
import { columnsOf, type AuditEntry } from './entry.ts';

type Kind =
	'person' | 'member' | 'client' | 'invoice' | 'plan' | 'version' | 'category' | 'impersonation';

const kindOfColumn: Record<string, Kind> = {
	actor_id: 'person',
	subject_id: 'person',
	person_id: 'person',
	invited_by: 'person',
	recorded_by: 'person',
	started_by: 'person',
	granted_by: 'person',
	bought_by: 'person',
	imported_by: 'person',
	closed_by: 'person',
	paid_by: 'person',
	actor_membership_id: 'member',
	subject_membership_id: 'member',
	client_id: 'client',
	duplicate_of: 'client',
	invoice_id: 'invoice',
	plan_id: 'plan',
	plan_version_id: 'version',
	category_id: 'category'
};
const kindOfTable: Record<string, Kind> = {
	memberships: 'member',
	clients: 'client',
	invoices: 'invoice',
	// Its key is the invoice and the position in it.
	invoice_lines: 'invoice',
	plans: 'plan',
	plan_versions: 'version',
	// Its key is the plan and the version of the text.
	plan_agreements: 'plan',
	impersonations: 'impersonation'
};

/** The ids that some entries mention, by what they are ids of: each only once. */
export function idsInEntries(entries: AuditEntry[]): Record<Kind, Set<string>> {
	const found: Record<Kind, Set<string>> = {
		person: new Set(),
		member: new Set(),
		client: new Set(),
		invoice: new Set(),
		plan: new Set(),
		version: new Set(),
		category: new Set(),
		impersonation: new Set()
	};
	const note = (kind: Kind | undefined, id: unknown) => {
		if (kind && typeof id === 'string' && isUuid(id)) found[kind].add(id);
	};
	for (const entry of entries) {
		note('person', entry.actor_id);
		note('person', entry.subject_id);
		note('client', entry.client_id);
		note('impersonation', entry.impersonation_id);
		note(kindOfTable[entry.table_name], rowIdOf(entry));
		for (const side of [entry.before, entry.after])
			for (const [column, value] of Object.entries(columnsOf(side)))
				note(kindOfColumn[column], value);
	}
	return found;
}

/** The id of the row; of a row that is part of another, the id of that other one. */
export function rowIdOf({ row_key }: Pick<AuditEntry, 'row_key'>): string {
	return row_key.split('/')[0] ?? row_key;
}
