import { createHash } from 'node:crypto';
import type { Queryable } from './database.ts';
import { listIdentities } from './identities.ts';
import { dropAllCodes } from './one-time-codes.ts';
import { closeSessions } from './sessions.ts';
import { changeUser, type User } from './users.ts';

/** Keeps the row for those who reference it, without anything that tells who the person was. */
export async function softDeleteUser(db: Queryable, user: User, now: Date): Promise<void> {
	if (user.deleted_at !== null) return;
	await changeUser(
		db,
		user,
		{
			email: obfuscated(user.id, user.email ?? ''),
			phone: obfuscated(user.id, user.phone ?? '').slice(0, 15),
			email_change: obfuscated(user.id, user.email_change ?? ''),
			phone_change: obfuscated(user.id, user.phone_change ?? '').slice(0, 15),
			encrypted_password: null,
			confirmation_token: '',
			recovery_token: '',
			email_change_token_current: '',
			email_change_token_new: '',
			phone_change_token: '',
			raw_user_meta_data: {},
			raw_app_meta_data: {},
			deleted_at: now
		},
		now
	);
	await dropAllCodes(db, user.id);
	for (const identity of await listIdentities(db, user.id))
		await db.query(
			`update auth.identities set identity_data = '{}', provider_id = $2, updated_at = $3 where id = $1`,
			[identity.id, obfuscated(user.id, `${identity.provider}:${identity.provider_id}`), now]
		);
	await closeSessions(db, user.id, 'global', undefined);
}

/** The hosted service's way, so that both leave the same behind. */
function obfuscated(userId: string, value: string): string {
	return createHash('sha256')
		.update(userId + value)
		.digest('base64url');
}
