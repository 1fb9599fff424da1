import { readCursor, writeCursor } from '#lib/audit/cursor.ts';
import { unwrap } from '#lib/errors/database-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { LedgerEntry, LedgerPage } from './ledger.ts';
import type { Meter } from './meter.ts';
import type { SessionOverview } from './session-overview.ts';
import type { SessionsToday } from './sessions-today.ts';

interface StoredPage {
	rows: LedgerEntry[];
	after: { occurred_at: string; id: number } | null;
}

/** @throws DomainError client_not_found (404), not_permitted, no_account (403) */
export async function getOverview(db: Db, clientId: string): Promise<SessionOverview> {
	const overview: unknown = unwrap(await db.rpc('session_overview', { client_id: clientId }));
	return overview as SessionOverview;
}

/**
 * A page of the ledger, the latest first.
 * @param after `next` of the page before, as it stood in the address; anything else begins at the start
 * @throws DomainError as getOverview
 */
export async function listLedger(
	db: Db,
	clientId: string,
	after: string | null
): Promise<LedgerPage> {
	const cursor = readCursor(after);
	const page = unwrap(
		await db.rpc('session_ledger', {
			client_id: clientId,
			...(cursor && { after: { occurred_at: cursor.at, id: cursor.id } })
		})
	) as unknown as StoredPage;
	return {
		rows: page.rows,
		next: page.after && writeCursor({ at: page.after.occurred_at, id: page.after.id })
	};
}

/** The meters of these clients of the reseller, as they stand at this moment; who has none is left out. */
export async function listMeters(
	db: Db,
	resellerId: string,
	clientIds: string[]
): Promise<Meter[]> {
	if (clientIds.length === 0) return [];
	const meters = unwrap(
		await db
			.from('session_meters')
			.select('client_id, quota_left, extras_left, overage, is_metered, version')
			.eq('reseller_id', resellerId)
			.in('client_id', clientIds)
	);
	return meters.map(({ is_metered, ...meter }) => ({
		...meter,
		left: is_metered ? meter.quota_left + meter.extras_left : null
	}));
}

/** What is used today, and whose sessions are about to run out. @throws DomainError no_account, not_permitted (403) */
export async function getSessionsToday(db: Db): Promise<SessionsToday> {
	const today: unknown = unwrap(await db.rpc('sessions_today'));
	return today as SessionsToday;
}
