import { unwrap } from '#lib/errors/database-error.ts';
import type { Db } from '#lib/server/db.ts';
import { deviceOf } from './device.server.ts';
import type { SignedInPlace } from './session.ts';

/** Where the person is signed in, this session first. @throws DomainError not_signed_in */
export async function listSessions(db: Db): Promise<SignedInPlace[]> {
	const sessions = unwrap(await db.rpc('my_sessions'));
	return sessions.map(({ user_agent, address, place, ...session }) => ({
		...session,
		...deviceOf(user_agent),
		place: place || address || null
	}));
}

/** Refused at its next request, its channels closed. Idempotent. */
export async function revokeSession(db: Db, id: string): Promise<void> {
	unwrap(await db.rpc('revoke_session', { id }));
}

/** Every session of the person but this one. */
export async function revokeOtherSessions(db: Db): Promise<void> {
	unwrap(await db.rpc('revoke_other_sessions'));
}
