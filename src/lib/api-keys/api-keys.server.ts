import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';
import type { ApiKey, ApiKeyState, ApiScope, MadeSecret } from './api-key.ts';
import type { NewKey } from './api-key-schema.ts';

interface KeyRow {
	id: string;
	name: string;
	prefix: string;
	scopes: ApiScope[];
	state: ApiKeyState;
	expires_on: string | null;
	revoked_at: string | null;
	last_used_at: string | null;
	former: { prefix: string; ends_at: string; last_used_at: string | null } | null;
	created_at: string;
	created_by: string | null;
}

/** All keys of the acting reseller, revoked ones last. @throws DomainError not_permitted */
export async function listApiKeys(db: Db): Promise<ApiKey[]> {
	const rows = unwrap(await db.rpc('list_api_keys')) as unknown as KeyRow[];
	return rows.map(({ former, ...row }) => ({
		...{ id: row.id, name: row.name, prefix: row.prefix, scopes: row.scopes, state: row.state },
		expiresOn: row.expires_on,
		revokedAt: row.revoked_at,
		lastUsedAt: row.last_used_at,
		former: former && {
			prefix: former.prefix,
			endsAt: former.ends_at,
			lastUsedAt: former.last_used_at
		},
		createdAt: row.created_at,
		createdBy: row.created_by
	}));
}

/** @throws DomainError at the field that is wrong; api_key_too_many */
export async function createApiKey(
	db: Db,
	{ requestId, name, scopes, expiresOn }: NewKey
): Promise<MadeSecret> {
	try {
		return unwrap(
			await db.rpc('create_api_key', {
				...{ request_id: requestId, name, scopes },
				...(expiresOn && { expires_on: expiresOn })
			})
		) as unknown as MadeSecret;
	} catch (error) {
		const code = error instanceof DomainError ? error.code : '';
		const field = /^api_key_(name|scopes|expiry)_/.exec(code)?.[1];
		if (!(error instanceof DomainError) || !field) throw error;
		throw new DomainError(error.code, error.status, {
			...error.params,
			field: field === 'expiry' ? 'expiresOn' : field
		});
	}
}

/** @throws DomainError api_key_not_found, api_key_revoked */
export async function rotateApiKey(
	db: Db,
	{ requestId, id, graceHours }: { requestId: string; id: string; graceHours: number }
): Promise<MadeSecret> {
	const given = { request_id: requestId, id, grace_hours: graceHours };
	return unwrap(await db.rpc('rotate_api_key', given)) as unknown as MadeSecret;
}

/** Of the secret before: it is refused from now on. @throws DomainError api_key_not_found */
export async function endRotation(db: Db, id: string): Promise<void> {
	unwrap(await db.rpc('end_api_key_rotation', { id }), 'or null');
}

/** @throws DomainError api_key_not_found */
export async function revokeApiKey(db: Db, id: string): Promise<void> {
	unwrap(await db.rpc('revoke_api_key', { id }), 'or null');
}
