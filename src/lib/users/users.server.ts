import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { Db } from '#lib/server/db.ts';
import type { PermissionMatrix } from './permission.ts';
import type { InviteMemberForm, InviteUserForm } from './user-schema.ts';
import { sortUsers, type UserSummary } from './user.ts';

const columns =
	'id, clientId:client_id, kind, personId:person_id, name, email, role, level, seesPhones:sees_phones, status, lastUsedAt:last_used_at, createdAt:created_at, sentAt:sent_at, expiresAt:expires_at' as const;

/** The fields of the forms that refusals are about. */
const fieldOfRefusal: Record<string, string> = {
	member_exists: 'email',
	member_inactive: 'email',
	member_invited: 'email',
	member_email_invalid: 'email',
	member_name_invalid: 'name',
	member_role_invalid: 'role',
	member_level_invalid: 'level'
};

/** Members and open invitations of the reseller's team, or of one of its clients. */
export async function listUsers(
	db: Db,
	resellerId: string,
	clientId: string | null
): Promise<UserSummary[]> {
	const query = db.from('user_list').select(columns).eq('reseller_id', resellerId);
	const ofAccount = clientId ? query.eq('client_id', clientId) : query.is('client_id', null);
	return sortUsers(
		unwrap(await ofAccount.overrideTypes<UserSummary[], { merge: false }>()),
		getLocale()
	);
}

/**
 * @param clientId null: of the team
 * @throws DomainError member_not_found (404)
 */
export async function getUser(
	db: Db,
	resellerId: string,
	clientId: string | null,
	id: string
): Promise<UserSummary> {
	const query = db.from('user_list').select(columns).eq('reseller_id', resellerId).eq('id', id);
	const ofAccount = clientId ? query.eq('client_id', clientId) : query.is('client_id', null);
	const user = unwrap(
		await ofAccount.maybeSingle().overrideTypes<UserSummary, { merge: false }>(),
		'or null'
	);
	if (!user) throw new DomainError('member_not_found', 404);
	return user;
}

/** Who may do what, in the order to show. */
export async function getPermissionMatrix(db: Db): Promise<PermissionMatrix> {
	return unwrap(await db.rpc('permission_matrix')) as unknown as PermissionMatrix;
}

/**
 * Mails somebody an invitation into the team. Idempotent by `id`.
 * @throws DomainError member_exists, member_inactive, member_invited (409), member_email_invalid, member_name_invalid,
 * tied to their field; not_permitted (403)
 */
export async function inviteMember(db: Db, form: InviteMemberForm): Promise<void> {
	const { seesPhones: sees_phones, ...rest } = form;
	await atItsField(async () => unwrap(await db.rpc('invite_member', { ...rest, sees_phones })));
}

/** Mails somebody an invitation to be a user of a client. Idempotent by `id`. Refuses as `inviteMember`, and client_not_found. */
export async function inviteUser(db: Db, clientId: string, form: InviteUserForm): Promise<void> {
	const { seesPhones: sees_phones, level, ...rest } = form;
	await atItsField(async () =>
		unwrap(
			await db.rpc('invite_user', {
				...rest,
				client_id: clientId,
				level: Number(level),
				sees_phones
			})
		)
	);
}

export interface UserChanges {
	name: string;
	role?: string;
	level?: number;
	seesPhones: boolean;
}

/**
 * Changes a member or an open invitation.
 * @throws DomainError last_owner (409), invitation_not_found (404), member_name_invalid, not_permitted
 */
export async function changeUser(db: Db, id: string, changes: UserChanges): Promise<void> {
	const { seesPhones: sees_phones, name, ...rest } = changes;
	const shown = unwrap(
		await db.from('user_list').select('name').eq('id', id).maybeSingle(),
		'or null'
	);
	// A name that nobody touched goes on following the person's own.
	const renamed = name === shown?.name ? {} : { name };
	await atItsField(async () =>
		unwrap(await db.rpc('change_user', { id, ...rest, ...renamed, sees_phones }), 'or null')
	);
}

/**
 * Mails an open invitation again.
 * @returns null when it was sent, else the seconds to wait before it can be
 * @throws DomainError invitation_not_found (404), invitation_too_many (429), not_permitted
 */
export async function resendInvitation(db: Db, id: string): Promise<number | null> {
	const answer = unwrap(await db.rpc('resend_invitation', { id })) as {
		sent: boolean;
		retry_after_seconds: number;
	};
	return answer.sent ? null : answer.retry_after_seconds;
}

/** @throws DomainError invitation_not_found (404), not_permitted */
export async function revokeInvitation(db: Db, id: string): Promise<void> {
	unwrap(await db.rpc('revoke_invitation', { id }), 'or null');
}

/** Ends a membership; one's own too. @throws DomainError last_owner (409), member_not_found (404), not_permitted */
export async function deactivateUser(db: Db, id: string): Promise<void> {
	unwrap(await db.rpc('deactivate_user', { id }), 'or null');
}

/** @throws DomainError member_not_found (404), not_permitted */
export async function reactivateUser(db: Db, id: string): Promise<void> {
	unwrap(await db.rpc('reactivate_user', { id }), 'or null');
}

async function atItsField(work: () => Promise<unknown>): Promise<void> {
	try {
		await work();
	} catch (error) {
		const field = error instanceof DomainError ? fieldOfRefusal[error.code] : undefined;
		if (!(error instanceof DomainError) || !field) throw error;
		throw new DomainError(error.code, error.status, { ...error.params, field });
	}
}
