import type { Settings } from './auth-options.ts';
import type { Queryable } from './database.ts';

/** How often, at most, requests set off a clean-up. */
export const cleanupInterval = 10 * 60_000;

const day = 24 * 60 * 60_000;

/** Removes what can have no effect any more, a day after it ended (as the hosted service does). */
export async function cleanUp(
	db: Queryable,
	sessions: Settings['sessions'],
	now: Date
): Promise<void> {
	const dayAgo = new Date(now.getTime() - day);
	await db.query('delete from auth.refresh_tokens where revoked and updated_at < $1', [dayAgo]);
	await db.query('delete from auth.flow_state where created_at < $1', [dayAgo]);
	await db.query('delete from auth.sessions where not_after < $1', [dayAgo]);
	if (sessions.timebox > 0)
		await db.query('delete from auth.sessions where created_at < $1', [
			new Date(dayAgo.getTime() - sessions.timebox * 1000)
		]);
	if (sessions.inactivityTimeout > 0)
		await db.query(
			`delete from auth.sessions s where coalesce(refreshed_at at time zone 'utc', created_at) < $1
			and not exists (
				select from auth.refresh_tokens t where t.session_id = s.id and t.updated_at >= $1
			)`,
			[new Date(dayAgo.getTime() - sessions.inactivityTimeout * 1000)]
		);
}
