import { unwrap } from '#lib/errors/database-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { ImpersonationEnd } from '#lib/impersonations/impersonation.ts';
import type { Access, AccessChange } from './access.ts';

const pageSize = 20;

interface Row {
	id: string;
	actor_name: string;
	subject_name: string;
	reason: string;
	started_at: string;
	expires_at: string;
	ended_at: string | null;
	end_reason: ImpersonationEnd | null;
	is_open: boolean;
	changes: AccessChange[];
}

export interface AccessPage {
	accesses: Access[];
	/** Where the next page begins; null on the last one. */
	next: string | null;
}

/**
 * Who of the reseller entered, when, why, and what they changed; the latest first.
 * @param before start of the last access of the page before
 * @throws DomainError not_permitted, no_account (403)
 */
export async function listAccesses(db: Db, before: string | null): Promise<AccessPage> {
	const rows = unwrap(
		await db.rpc('client_accesses', { ...(before && { before }), page_size: pageSize + 1 })
	) as unknown as Row[];
	const accesses = rows.slice(0, pageSize).map(access);
	return { accesses, next: rows.length > pageSize ? (accesses.at(-1)?.startedAt ?? null) : null };
}

function access(row: Row): Access {
	return {
		id: row.id,
		actorName: row.actor_name,
		subjectName: row.subject_name,
		reason: row.reason,
		startedAt: row.started_at,
		expiresAt: row.expires_at,
		endedAt: row.ended_at,
		endReason: row.end_reason,
		isOpen: row.is_open,
		changes: row.changes
	};
}
