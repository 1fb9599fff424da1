import type { AuditEntry } from './entry.ts';
import { mergeNames, type EntryNames } from './names.ts';

/** Entries newest first, with the names of what they mention. */
export interface AuditPage {
	rows: AuditEntry[];
	names: EntryNames;
	/** Where the next page begins, as it stands in the address; null at the end. */
	next: string | null;
	/** Looking stopped before the page was full: older entries may still match. */
	isPartial: boolean;
}

/** How many entries of a fresh first page are not on the shown one yet. */
export function countNew(fresh: AuditPage, shown: AuditPage): number {
	const known = new Set(shown.rows.map(({ id }) => id));
	const joins = fresh.rows.findIndex(({ id }) => known.has(id));
	return joins === -1 ? fresh.rows.length : joins;
}

/** Puts what is new above what is shown; where the two do not join, something lies between, and the list begins anew. */
export function withNew(fresh: AuditPage, shown: AuditPage): AuditPage {
	const count = countNew(fresh, shown);
	if (count === fresh.rows.length) return fresh;
	return {
		...shown,
		rows: [...fresh.rows.slice(0, count), ...shown.rows],
		names: mergeNames(shown.names, fresh.names)
	};
}

export function withOlder(shown: AuditPage, older: AuditPage): AuditPage {
	return {
		...older,
		rows: [...shown.rows, ...older.rows],
		names: mergeNames(shown.names, older.names)
	};
}
