import type { Queryable } from './database.ts';
import { dropAllCodes } from './one-time-codes.ts';
import { changeUser, mergedMetadata, type User } from './users.ts';

/** Marks the address as proven; codes that are still out stop working. */
export async function confirmEmail(db: Queryable, user: User, now: Date): Promise<User> {
	const confirmed = await changeUser(
		db,
		user,
		{
			confirmation_token: '',
			email_confirmed_at: now,
			raw_user_meta_data: mergedMetadata(user.raw_user_meta_data, { email_verified: true })
		},
		now
	);
	await dropAllCodes(db, user.id);
	return confirmed;
}

export async function confirmPhone(db: Queryable, user: User, now: Date): Promise<User> {
	const changes = { confirmation_token: '', phone_confirmed_at: now };
	const confirmed = await changeUser(db, user, changes, now);
	await dropAllCodes(db, user.id);
	return confirmed;
}
