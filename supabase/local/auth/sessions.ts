import { randomInt, randomUUID } from 'node:crypto';
import { isIP } from 'node:net';
import type { Queryable } from './database.ts';
import type { Settings } from './auth-options.ts';
import { header, type AuthRequest } from './request.ts';

export interface Session {
	id: string;
	user_id: string;
	created_at: Date;
	refreshed_at: Date | null;
	not_after: Date | null;
	aal: string | null;
}

export type AuthenticationMethod =
	'password' | 'otp' | 'recovery' | 'invite' | 'magiclink' | 'email/signup' | 'email_change';

export interface AuthenticationEntry {
	method: string;
	timestamp: number;
}

const tokenCharacters = 'abcdefghijklmnopqrstuvwxyz234567';

/** 12 characters of 32 (60 bits), the form by which clients and GoTrue know this kind of token. */
function newRefreshToken(): string {
	return Array.from({ length: 12 }, () => tokenCharacters[randomInt(32)]).join('');
}

export async function openSession(
	db: Queryable,
	userId: string,
	method: AuthenticationMethod,
	request: AuthRequest,
	now: Date
): Promise<{ session: Session; refreshToken: string }> {
	const { rows } = await db.query<Session>(
		`insert into auth.sessions (id, user_id, created_at, updated_at, aal, user_agent, ip)
		values ($1, $2, $3, $3, 'aal1', $4, $5) returning *`,
		[randomUUID(), userId, now, ...visitorOf(request)]
	);
	const session = rows[0];
	const refreshToken = await addRefreshToken(db, session, null, now);
	await db.query(
		`insert into auth.mfa_amr_claims (id, session_id, created_at, updated_at, authentication_method)
		values ($1, $2, $3, $3, $4)`,
		[randomUUID(), session.id, now, method]
	);
	return { session, refreshToken };
}

export async function addRefreshToken(
	db: Queryable,
	session: Session,
	parent: string | null,
	now: Date
): Promise<string> {
	const token = newRefreshToken();
	await db.query(
		`insert into auth.refresh_tokens
			(instance_id, token, user_id, revoked, created_at, updated_at, parent, session_id)
		values ('00000000-0000-0000-0000-000000000000', $1, $2, false, $3, $3, $4, $5)`,
		[token, session.user_id, now, parent ?? '', session.id]
	);
	return token;
}

/** User agent and address as the session table keeps them. */
export function visitorOf(request: AuthRequest): [string | null, string | null] {
	const address = request.clientAddress;
	return [header(request, 'user-agent') || null, isIP(address) ? address : null];
}

export async function findSession(db: Queryable, id: string): Promise<Session | null> {
	const { rows } = await db.query<Session>('select * from auth.sessions where id = $1', [id]);
	return rows[0] ?? null;
}

/** By which methods the session was authenticated, the latest first. */
export async function authenticationEntries(
	db: Queryable,
	sessionId: string
): Promise<AuthenticationEntry[]> {
	const { rows } = await db.query<{ authentication_method: string; updated_at: Date }>(
		`select authentication_method, updated_at from auth.mfa_amr_claims
		where session_id = $1 order by updated_at desc, id`,
		[sessionId]
	);
	return rows.map((row) => ({
		method: row.authentication_method,
		timestamp: Math.floor(row.updated_at.getTime() / 1000)
	}));
}

export type LogoutScope = 'global' | 'local' | 'others';

/** Refresh tokens and methods go with the session by foreign key. */
export async function closeSessions(
	db: Queryable,
	userId: string,
	scope: LogoutScope,
	sessionId: string | undefined
): Promise<void> {
	// Without a session in the token, every scope means all of them.
	if (scope === 'global' || sessionId === undefined) {
		await db.query('delete from auth.sessions where user_id = $1', [userId]);
		return;
	}
	const isKept = scope === 'local' ? 'id = $2' : 'id <> $2';
	await db.query(`delete from auth.sessions where user_id = $1 and ${isKept}`, [userId, sessionId]);
}

/** Why a session may not be continued, or undefined. Looked at when it is refreshed. */
export function sessionEnd(
	session: Session,
	tokenTime: Date | null,
	limits: Settings['sessions'],
	now: Date
): string | undefined {
	const past = (since: Date, seconds: number): boolean =>
		seconds > 0 && now.getTime() > since.getTime() + seconds * 1000;
	if (session.not_after !== null && now > session.not_after) return 'Session Expired';
	if (past(session.created_at, limits.timebox)) return 'Session Expired';
	const lastUse = session.refreshed_at ?? latest(tokenTime, session.created_at);
	return past(lastUse, limits.inactivityTimeout) ? 'Session Expired (Inactivity)' : undefined;
}

function latest(one: Date | null, other: Date): Date {
	return one !== null && one > other ? one : other;
}
