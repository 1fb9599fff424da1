import { randomUUID } from 'node:crypto';
import type { Queryable } from './database.ts';
import type { Fields } from './request.ts';
import { changeUser, mergedMetadata, type User } from './users.ts';

/** A row of auth.identities. */
export interface Identity {
	id: string;
	provider_id: string;
	user_id: string;
	identity_data: Fields;
	provider: string;
	last_sign_in_at: Date | null;
	created_at: Date | null;
	updated_at: Date | null;
	email: string | null;
}

export type Provider = 'email' | 'phone';

export async function listIdentities(db: Queryable, userId: string): Promise<Identity[]> {
	const { rows } = await db.query<Identity>(
		'select * from auth.identities where user_id = $1 order by created_at, id',
		[userId]
	);
	return rows;
}

export async function findIdentity(
	db: Queryable,
	userId: string,
	provider: Provider
): Promise<Identity | null> {
	const { rows } = await db.query<Identity>(
		'select * from auth.identities where provider_id = $1 and provider = $2',
		[userId, provider]
	);
	return rows[0] ?? null;
}

/** For e-mail and phone the provider's id of a person is our own. */
export async function insertIdentity(
	db: Queryable,
	userId: string,
	provider: Provider,
	data: Fields,
	now: Date
): Promise<Identity> {
	const { rows } = await db.query<Identity>(
		`insert into auth.identities (
			id, provider_id, user_id, identity_data, provider, last_sign_in_at, created_at, updated_at
		) values ($1, $2, $3, $4, $5, $6, $6, $6) returning *`,
		[randomUUID(), userId, userId, JSON.stringify(data), provider, now]
	);
	return rows[0];
}

export async function changeIdentityData(
	db: Queryable,
	identity: Identity,
	changes: Fields,
	now: Date
): Promise<void> {
	await db.query('update auth.identities set identity_data = $2, updated_at = $3 where id = $1', [
		identity.id,
		JSON.stringify(mergedMetadata(identity.identity_data, changes)),
		now
	]);
}

/** Creates the identity of that provider or merges the data into the existing one. */
export async function putIdentity(
	db: Queryable,
	userId: string,
	provider: Provider,
	data: Fields,
	now: Date
): Promise<void> {
	const identity = await findIdentity(db, userId, provider);
	if (identity) return changeIdentityData(db, identity, data, now);
	await insertIdentity(db, userId, provider, newIdentityData(userId, data), now);
}

export function newIdentityData(userId: string, data: Fields): Fields {
	return { sub: userId, email_verified: false, phone_verified: false, ...data };
}

/** Keeps `app_metadata.provider(s)` equal to the identities. */
export async function refreshProviders(db: Queryable, user: User, now: Date): Promise<User> {
	const identities = await listIdentities(db, user.id);
	const providers = [...new Set(identities.map((identity) => identity.provider))];
	const changes = providers.length > 0 ? { provider: providers[0], providers } : { providers };
	const metadata = mergedMetadata(user.raw_app_meta_data, changes);
	return changeUser(db, user, { raw_app_meta_data: metadata }, now);
}
