import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { ok, type Endpoint } from './context.ts';
import type { Queryable } from './database.ts';
import { badRequest, notFound, unprocessable, validationFailed } from './errors.ts';
import { text, type Fields } from './request.ts';
import type { AuthenticationMethod } from './sessions.ts';
import { signIn } from './tokens.ts';
import { findUserById, isBanned } from './users.ts';

/** What a client sends to bind a mailed link to the browser that asked for it (RFC 7636). */
export interface Challenge {
	challenge: string;
	method: 's256' | 'plain';
}

interface FlowState {
	id: string;
	user_id: string | null;
	auth_code: string | null;
	code_challenge: string | null;
	code_challenge_method: string | null;
	authentication_method: AuthenticationMethod;
	auth_code_issued_at: Date | null;
	created_at: Date;
}

const flowLifetime = 5 * 60_000;

/** @returns undefined for the implicit flow. @throws AuthError validation_failed */
export function challengeOf(fields: Fields): Challenge | undefined {
	const challenge = text(fields, 'code_challenge');
	const method = text(fields, 'code_challenge_method').toLowerCase();
	if ((challenge === '') !== (method === ''))
		throw validationFailed('PKCE flow requires code_challenge_method and code_challenge');
	if (challenge === '') return undefined;
	if (challenge.length < 43 || challenge.length > 128)
		throw validationFailed('code challenge has to be between 43 and 128 characters');
	if (!/^[\w.~-]+$/.test(challenge))
		throw validationFailed(
			'code challenge can only contain alphanumeric characters, hyphens, periods, underscores and tildes'
		);
	if (method !== 's256' && method !== 'plain')
		throw validationFailed(`unsupported code_challenge method "${method.slice(0, 20)}"`);
	return { challenge, method };
}

export async function beginFlow(
	db: Queryable,
	userId: string,
	method: AuthenticationMethod,
	challenge: Challenge | undefined,
	now: Date
): Promise<void> {
	if (!challenge) return;
	await db.query(
		`insert into auth.flow_state (
			id, user_id, auth_code, code_challenge, code_challenge_method, provider_type,
			provider_access_token, provider_refresh_token, authentication_method, created_at, updated_at
		) values ($1, $2, $3, $4, $5, $6, '', '', $6, $7, $7)`,
		[randomUUID(), userId, randomUUID(), challenge.challenge, challenge.method, method, now]
	);
}

/** The code that a followed link hands to the browser, to be exchanged with its verifier. */
export async function issueAuthCode(
	db: Queryable,
	userId: string,
	method: AuthenticationMethod,
	now: Date
): Promise<string> {
	const { rows } = await db.query<FlowState>(
		`update auth.flow_state set auth_code_issued_at = $3, updated_at = $3 where id = (
			select id from auth.flow_state where user_id = $1 and authentication_method = $2
			order by created_at desc limit 1
		) returning *`,
		[userId, method, now]
	);
	if (!rows[0]?.auth_code)
		throw badRequest(
			'flow_state_not_found',
			'No associated flow state found. No valid flow state found for user.'
		);
	return rows[0].auth_code;
}

/** `POST /token?grant_type=pkce` */
export const pkceGrant: Endpoint = async (context, request) => {
	const fields = await request.body();
	const code = text(fields, 'auth_code');
	const verifier = text(fields, 'code_verifier');
	if (code === '' || verifier === '')
		throw validationFailed('invalid request: both auth code and code verifier should be non-empty');
	const answer = await context.database.transaction(async (db) => {
		const now = context.clock();
		const { rows } = await db.query<FlowState>(
			'select * from auth.flow_state where auth_code = $1 for update',
			[code]
		);
		const flow = rows[0];
		const user = flow?.user_id ? await findUserById(db, flow.user_id) : null;
		if (!flow || !user)
			throw notFound('flow_state_not_found', 'invalid flow state, no valid flow state found');
		if (isBanned(user, now)) throw badRequest('user_banned', 'User is banned');
		const isMagicLink = flow.authentication_method === 'magiclink';
		const since = (isMagicLink && flow.auth_code_issued_at) || flow.created_at;
		if (now.getTime() > since.getTime() + flowLifetime)
			throw unprocessable('flow_state_expired', 'invalid flow state, flow state has expired');
		if (!isProvenBy(flow, verifier))
			throw badRequest(
				'bad_code_verifier',
				'code challenge does not match previously saved code verifier'
			);
		await db.query('delete from auth.flow_state where id = $1', [flow.id]);
		return signIn(context, db, user, flow.authentication_method, request);
	});
	return ok(answer);
};

function isProvenBy(flow: FlowState, verifier: string): boolean {
	const sha256 = (value: string): Buffer => createHash('sha256').update(value).digest();
	const given =
		flow.code_challenge_method === 's256' ? sha256(verifier).toString('base64url') : verifier;
	return timingSafeEqual(sha256(given), sha256(flow.code_challenge ?? ''));
}
