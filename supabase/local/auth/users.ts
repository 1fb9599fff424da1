import { randomUUID } from 'node:crypto';
import type { Queryable } from './database.ts';
import type { Fields } from './request.ts';

export const audience = 'authenticated';
/** All rows of a project carry this instance; rows of another one do not exist for Auth. */
export const instanceId = '00000000-0000-0000-0000-000000000000';

/** A row of auth.users. Token columns hold hashes; '' or null means none. */
export interface User {
	id: string;
	aud: string | null;
	role: string | null;
	email: string | null;
	encrypted_password: string | null;
	email_confirmed_at: Date | null;
	invited_at: Date | null;
	confirmation_token: string | null;
	confirmation_sent_at: Date | null;
	recovery_token: string | null;
	recovery_sent_at: Date | null;
	email_change_token_new: string | null;
	email_change: string | null;
	email_change_sent_at: Date | null;
	email_change_token_current: string | null;
	email_change_confirm_status: number | null;
	last_sign_in_at: Date | null;
	raw_app_meta_data: Fields | null;
	raw_user_meta_data: Fields | null;
	created_at: Date | null;
	updated_at: Date | null;
	phone: string | null;
	phone_confirmed_at: Date | null;
	phone_change: string | null;
	phone_change_sent_at: Date | null;
	phone_change_token: string | null;
	confirmed_at: Date | null;
	banned_until: Date | null;
	reauthentication_token: string | null;
	reauthentication_sent_at: Date | null;
	is_sso_user: boolean;
	deleted_at: Date | null;
	is_anonymous: boolean;
}

export type UserChanges = Partial<Omit<User, 'id' | 'confirmed_at' | 'created_at' | 'updated_at'>>;

export interface NewUser {
	id?: string;
	aud?: string;
	role?: string;
	email?: string;
	phone?: string;
	passwordHash?: string;
	appMetadata: Fields;
	userMetadata: Fields;
}

/** @param lock takes the row for the rest of the transaction */
export async function findUserByEmail(
	db: Queryable,
	email: string,
	lock = false
): Promise<User | null> {
	return findUser(db, 'lower(email) = $2 and aud = $3 and not is_sso_user', lock, [
		email.toLowerCase(),
		audience
	]);
}

export async function findUserByPhone(db: Queryable, phone: string): Promise<User | null> {
	return findUser(db, 'phone = $2 and aud = $3 and not is_sso_user', false, [phone, audience]);
}

export async function findUserById(db: Queryable, id: string, lock = false): Promise<User | null> {
	return findUser(db, 'id = $2', lock, [id]);
}

/** The user who owns the address, be it as account address or through an identity. */
export async function findUserOwningEmail(
	db: Queryable,
	email: string,
	exceptUserId?: string
): Promise<User | null> {
	return findUser(
		db,
		`id is distinct from $3::uuid and aud = $4 and not is_sso_user and (
			lower(email) = $2
			or id in (
				select user_id from auth.identities where email = $2 and provider not like 'sso:%'
			)
		)`,
		false,
		[email.toLowerCase(), exceptUserId ?? null, audience]
	);
}

async function findUser(
	db: Queryable,
	condition: string,
	lock: boolean,
	values: unknown[]
): Promise<User | null> {
	const { rows } = await db.query<User>(
		`select * from auth.users where instance_id = $1 and ${condition} limit 1${lock ? ' for update' : ''}`,
		[instanceId, ...values]
	);
	return rows[0] ?? null;
}

export async function insertUser(db: Queryable, user: NewUser, now: Date): Promise<User> {
	// Token columns are '' and not null: the hosted service cannot read a null there.
	const { rows } = await db.query<User>(
		`insert into auth.users (
			instance_id, id, aud, role, email, phone, encrypted_password, raw_app_meta_data,
			raw_user_meta_data, created_at, updated_at, confirmation_token, recovery_token,
			email_change_token_new, email_change_token_current, email_change, phone_change,
			phone_change_token, reauthentication_token, email_change_confirm_status
		) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $10, '', '', '', '', '', '', '', '', 0)
		returning *`,
		[
			instanceId,
			user.id ?? randomUUID(),
			user.aud ?? audience,
			user.role ?? 'authenticated',
			user.email?.toLowerCase() ?? null,
			user.phone ?? null,
			user.passwordHash ?? '',
			JSON.stringify(user.appMetadata),
			JSON.stringify(user.userMetadata),
			now
		]
	);
	// A trigger of the application may have changed the row after `returning` was computed.
	return (await findUserById(db, rows[0].id)) ?? rows[0];
}

/** Writes the given columns and `updated_at`; answers with the row as it is then. */
export async function changeUser(
	db: Queryable,
	user: User,
	changes: UserChanges,
	now: Date
): Promise<User> {
	const columns = Object.keys(changes);
	const values = Object.values(changes).map((value) =>
		value !== null && typeof value === 'object' && !(value instanceof Date)
			? JSON.stringify(value)
			: value
	);
	const assignments = columns.map((column, index) => `"${column}" = $${index + 3}`);
	const { rows } = await db.query<User>(
		`update auth.users set ${[...assignments, 'updated_at = $2'].join(', ')} where id = $1 returning *`,
		[user.id, now, ...values]
	);
	return rows[0] ?? user;
}

/** Shallow merge as GoTrue does it: null deletes the key. */
export function mergedMetadata(current: Fields | null, changes: Fields): Fields {
	const merged = Object.entries({ ...current, ...changes });
	return Object.fromEntries(merged.filter(([, value]) => value !== null));
}

export const isBanned = (user: User, now: Date): boolean =>
	user.banned_until !== null && now < user.banned_until;

export const isConfirmed = (user: User): boolean => user.email_confirmed_at !== null;

export const hasPassword = (user: User): boolean => !!user.encrypted_password;
