import { ok, type AuthContext, type Endpoint } from './context.ts';
import { postgresError, type Queryable } from './database.ts';
import { AuthError, badRequest, OAuthShapedError } from './errors.ts';
import { text, type AuthRequest } from './request.ts';
import { addRefreshToken, sessionEnd, visitorOf, type Session } from './sessions.ts';
import { tokenAnswer, type TokenAnswer } from './tokens.ts';
import { findUserById, isBanned } from './users.ts';

interface RefreshToken {
	token: string;
	user_id: string;
	session_id: string | null;
	revoked: boolean | null;
	parent: string | null;
	updated_at: Date;
}

const lockNotAvailable = '55P03';

/** `POST /token?grant_type=refresh_token` */
export const refreshGrant: Endpoint = async (context, request) => {
	const token = text(await request.body(), 'refresh_token');
	if (token === '') throw new OAuthShapedError('invalid_request', 'refresh_token required');
	return ok(await refresh(context, request, token));
};

/**
 * Rotates the token (reference §1.5, the older of the two algorithms). The session's row lock puts
 * concurrent refreshes in line: the first rotates, the others are answered with what it issued.
 */
async function refresh(
	context: AuthContext,
	request: AuthRequest,
	token: string
): Promise<TokenAnswer> {
	try {
		const result = await context.database.transaction(async (db) => {
			await db.query(`set local lock_timeout = ${context.lockTimeout}`);
			return refreshLocked(context, db, request, token);
		});
		// Refused only now, so that the revocation of the family is committed.
		if (result === 'already_used')
			throw badRequest('refresh_token_already_used', 'Invalid Refresh Token: Already Used');
		return result;
	} catch (error) {
		if (postgresError(error)?.code !== lockNotAvailable) throw error;
		throw new AuthError(
			409,
			'conflict',
			'Too many concurrent token refresh requests on the same session or refresh token'
		);
	}
}

async function refreshLocked(
	context: AuthContext,
	db: Queryable,
	request: AuthRequest,
	token: string
): Promise<TokenAnswer | 'already_used'> {
	const { session, stored } = await lockSession(db, token);
	const now = context.clock();
	const user = await findUserById(db, session.user_id);
	if (!user) throw tokenNotFound();
	if (isBanned(user, now)) throw badRequest('user_banned', 'Invalid Refresh Token: User Banned');
	const end = sessionEnd(session, stored.updated_at, context.settings.sessions, now);
	if (end) throw badRequest('session_expired', `Invalid Refresh Token: ${end}`);

	const next = await nextToken(context, db, session, stored, now);
	if (next === undefined) {
		await revokeFamily(db, session, now);
		context.log('warn', 'a used refresh token came back: its family was revoked', {
			sessionId: session.id
		});
		return 'already_used';
	}
	await db.query(
		`update auth.sessions set refreshed_at = $2::timestamptz, updated_at = $2, user_agent = $3, ip = $4
		where id = $1`,
		[session.id, now, ...visitorOf(request)]
	);
	return tokenAnswer(context, db, user, session, next, 'token_refresh', request);
}

async function lockSession(
	db: Queryable,
	token: string
): Promise<{ session: Session; stored: RefreshToken }> {
	const unlocked = await findToken(db, token);
	if (!unlocked) throw tokenNotFound();
	const { rows } = await db.query<Session>('select * from auth.sessions where id = $1 for update', [
		unlocked.session_id
	]);
	if (rows.length === 0)
		throw badRequest('session_not_found', 'Invalid Refresh Token: No Valid Session Found');
	// Read again: whoever held the lock may have rotated the token meanwhile.
	const stored = await findToken(db, token);
	if (!stored) throw tokenNotFound();
	return { session: rows[0], stored };
}

async function findToken(db: Queryable, token: string): Promise<RefreshToken | undefined> {
	const { rows } = await db.query<RefreshToken>(
		'select * from auth.refresh_tokens where token = $1',
		[token]
	);
	return rows[0];
}

/** The token to answer with, or undefined when this one may not be used any more. */
async function nextToken(
	context: AuthContext,
	db: Queryable,
	session: Session,
	stored: RefreshToken,
	now: Date
): Promise<string | undefined> {
	if (stored.revoked) {
		const active = await activeToken(db, session);
		// The client did not get, or not keep, the answer to its last refresh: give it again.
		if (active?.parent === stored.token) return active.token;
		const reusableUntil =
			stored.updated_at.getTime() + context.settings.refreshTokenReuseInterval * 1000;
		if (now.getTime() > reusableUntil) return undefined;
	} else {
		await db.query(
			'update auth.refresh_tokens set revoked = true, updated_at = $2 where token = $1',
			[stored.token, now]
		);
	}
	return addRefreshToken(db, session, stored.token, now);
}

async function activeToken(db: Queryable, session: Session): Promise<RefreshToken | undefined> {
	const { rows } = await db.query<RefreshToken>(
		`select * from auth.refresh_tokens where session_id = $1 and not revoked order by id desc limit 1`,
		[session.id]
	);
	return rows[0];
}

async function revokeFamily(db: Queryable, session: Session, now: Date): Promise<void> {
	await db.query(
		'update auth.refresh_tokens set revoked = true, updated_at = $2 where session_id = $1 and not revoked',
		[session.id, now]
	);
}

function tokenNotFound(): AuthError {
	return badRequest('refresh_token_not_found', 'Invalid Refresh Token: Refresh Token Not Found');
}
