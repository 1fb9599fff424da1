import { createHash, randomInt, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Queryable } from './database.ts';

export type CodeKind =
	| 'confirmation_token'
	| 'reauthentication_token'
	| 'recovery_token'
	| 'email_change_token_new'
	| 'email_change_token_current';

export const pkcePrefix = 'pkce_';

/** A code and the hash under which it is stored. */
export interface Code {
	code: string;
	hash: string;
}

/** @param address the hash binds the code to it, so that one person's code is worthless to another */
export function newCode(address: string, length: number, isPkce = false): Code {
	const code = Array.from({ length }, () => randomInt(10)).join('');
	return { code, hash: (isPkce ? pkcePrefix : '') + hashOf(address, code) };
}

/** hex(SHA-224(address ‖ code)), as hosted Auth stores it (reference §1.3) */
export function hashOf(address: string, code: string): string {
	return createHash('sha224')
		.update(address + code)
		.digest('hex');
}

/** Whether the hash, with or without the mark of the PKCE flow, is the stored one. */
export function isSameHash(hash: string, stored: string | null): boolean {
	return !!stored && (isEqual(hash, stored) || isEqual(pkcePrefix + hash, stored));
}

/** Compares in a time that does not depend on where the two differ. */
function isEqual(one: string, other: string): boolean {
	const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(one), digest(other));
}

export function isExpired(sentAt: Date | null, lifetimeSeconds: number, now: Date): boolean {
	return sentAt === null || now.getTime() > sentAt.getTime() + lifetimeSeconds * 1000;
}

/** Keeps the hash where links are looked up; a person has one of each kind. */
export async function putCode(
	db: Queryable,
	userId: string,
	kind: CodeKind,
	hash: string,
	relatesTo: string,
	now: Date
): Promise<void> {
	await db.query(
		`insert into auth.one_time_tokens (id, user_id, token_type, token_hash, relates_to, created_at, updated_at)
		values ($1, $2, $3, $4, $5, $6::timestamptz, $6::timestamptz)
		on conflict (user_id, token_type) do update
			set token_hash = excluded.token_hash, relates_to = excluded.relates_to, updated_at = excluded.updated_at`,
		[randomUUID(), userId, kind, hash, relatesTo.toLowerCase(), now]
	);
}

/** The person to whom a live hash of one of these kinds belongs. */
export async function findCodeOwner(
	db: Queryable,
	hash: string,
	kinds: CodeKind[]
): Promise<{ userId: string; kind: CodeKind } | null> {
	const { rows } = await db.query<{ user_id: string; token_type: CodeKind; token_hash: string }>(
		`select user_id, token_type, token_hash from auth.one_time_tokens
		where token_hash = $1 and token_type = any ($2::auth.one_time_token_type[])
		order by array_position($2::auth.one_time_token_type[], token_type) limit 1`,
		[hash, kinds]
	);
	const found = rows[0];
	return found && isEqual(hash, found.token_hash)
		? { userId: found.user_id, kind: found.token_type }
		: null;
}

export async function dropCode(db: Queryable, userId: string, kind: CodeKind): Promise<void> {
	await db.query('delete from auth.one_time_tokens where user_id = $1 and token_type = $2', [
		userId,
		kind
	]);
}

export async function dropAllCodes(db: Queryable, userId: string): Promise<void> {
	await db.query('delete from auth.one_time_tokens where user_id = $1', [userId]);
}
