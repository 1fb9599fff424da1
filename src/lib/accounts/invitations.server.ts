import { unwrap } from '#lib/errors/database-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { AccountSummary } from './account.ts';
import type { Invitation } from './invitation.ts';

/** Null when the link is dead: expired, revoked, mistyped. */
export async function findInvitation(db: Db, token: string): Promise<Invitation | null> {
	return unwrap(
		await db.rpc('show_invitation', { token }),
		'or null'
	) as unknown as Invitation | null;
}

/** As the signed-in person. @returns the account that was joined @throws DomainError invitation_not_found, invitation_other_person, not_signed_in */
export async function acceptInvitation(
	db: Db,
	token: string
): Promise<Pick<AccountSummary, 'kind' | 'reference'>> {
	return unwrap(await db.rpc('accept_invitation', { token })) as unknown as Pick<
		AccountSummary,
		'kind' | 'reference'
	>;
}
