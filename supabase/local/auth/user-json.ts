import type { Queryable } from './database.ts';
import { listIdentities, type Identity } from './identities.ts';
import type { Fields } from './request.ts';
import type { User } from './users.ts';

/** The user as every endpoint answers with it (reference §1.8). */
export function userJson(user: User, identities: Identity[] | null): Fields {
	return withoutAbsent({
		id: user.id,
		aud: user.aud ?? '',
		role: user.role ?? '',
		email: user.email ?? '',
		email_confirmed_at: user.email_confirmed_at,
		invited_at: user.invited_at,
		phone: user.phone ?? '',
		phone_confirmed_at: user.phone_confirmed_at,
		confirmation_sent_at: user.confirmation_sent_at,
		confirmed_at: user.confirmed_at,
		recovery_sent_at: user.recovery_sent_at,
		new_email: user.email_change || null,
		email_change_sent_at: user.email_change_sent_at,
		new_phone: user.phone_change || null,
		phone_change_sent_at: user.phone_change_sent_at,
		reauthentication_sent_at: user.reauthentication_sent_at,
		last_sign_in_at: user.last_sign_in_at,
		app_metadata: user.raw_app_meta_data ?? {},
		user_metadata: user.raw_user_meta_data ?? {},
		// Lists carry no identities, and say so with null (as GoTrue does).
		identities: identities?.map(identityJson),
		created_at: user.created_at,
		updated_at: user.updated_at,
		banned_until: user.banned_until,
		deleted_at: user.deleted_at,
		is_anonymous: user.is_anonymous
	});
}

export async function fullUserJson(db: Queryable, user: User): Promise<Fields> {
	return userJson(user, await listIdentities(db, user.id));
}

function identityJson(identity: Identity): Fields {
	return withoutAbsent({
		identity_id: identity.id,
		id: identity.provider_id,
		user_id: identity.user_id,
		identity_data: identity.identity_data,
		provider: identity.provider,
		last_sign_in_at: identity.last_sign_in_at,
		created_at: identity.created_at,
		updated_at: identity.updated_at,
		email: identity.email
	});
}

function withoutAbsent(fields: Fields): Fields {
	const present = Object.entries(fields).filter(([, value]) => value !== null);
	return Object.fromEntries(
		present.map(([key, value]) => [key, key === 'identities' ? (value ?? null) : value])
	);
}
