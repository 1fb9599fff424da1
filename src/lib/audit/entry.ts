import type { Json } from '#lib/server/database.types.ts';

/** What a line of the trail says about a row: the columns that changed, before and after. */
export interface EntryChange {
	table_name: string;
	operation: string;
	before: Json;
	after: Json;
}

/** A line of the trail, newest first in every list. */
export interface AuditEntry extends EntryChange {
	id: number;
	/** ISO 8601 with microseconds, as the database gave it: also where a page ends. */
	occurred_at: string;
	client_id: string | null;
	row_key: string;
	/** Name, number or address of the row when it was written. */
	label: string | null;
	/** null: a job, or an operator with the secret key. */
	actor_id: string | null;
	/** On whose behalf the actor acted. */
	subject_id: string | null;
	impersonation_id: string | null;
	/** The browser's address, as the web server told it. */
	address: string | null;
	/** What the platform's gateway saw. */
	seen_address: string | null;
}

export const operations = ['insert', 'update', 'delete', 'export'] as const;
export type Operation = (typeof operations)[number];

/** The columns of one side of an entry; none where that side is empty. */
export function columnsOf(side: Json): Record<string, Json | undefined> {
	return side && typeof side === 'object' && !Array.isArray(side) ? side : {};
}
