import { JwtError, type Claims } from '../keys/jwt.ts';
import { isUuid } from './addresses.ts';
import type { AuthContext } from './context.ts';
import { AuthError, badRequest, forbidden } from './errors.ts';
import { header, type AuthRequest } from './request.ts';
import { findSession, sessionEnd, type Session } from './sessions.ts';
import { findUserById, isBanned, type User } from './users.ts';

export interface Visitor {
	user: User;
	/** Absent when the token names none. */
	session?: Session;
}

const adminRoles = ['service_role', 'supabase_admin'];
const nilUuid = '00000000-0000-0000-0000-000000000000';

/** The person behind the bearer token. @throws AuthError 401, 403 (reference §1.6) */
export async function authenticate(context: AuthContext, request: AuthRequest): Promise<Visitor> {
	const visitor = await visitorOf(context, await claimsOf(context, request));
	if (isBanned(visitor.user, context.clock())) throw forbidden('user_banned', 'User is banned');
	return visitor;
}

/** @throws AuthError 401, 403 unless the token's role administers */
export async function requireAdmin(context: AuthContext, request: AuthRequest): Promise<void> {
	const claims = await claimsOf(context, request);
	if (hasSession(claims)) {
		const { session } = await visitorOf(context, claims);
		if (session && sessionEnd(session, null, context.settings.sessions, context.clock()))
			throw forbidden('session_expired', 'Session is no longer valid');
	}
	if (!adminRoles.includes(claims.role ?? '')) throw forbidden('not_admin', 'User not allowed');
}

async function claimsOf(context: AuthContext, request: AuthRequest): Promise<Claims> {
	const token = /^bearer\s+(\S+)$/i.exec(header(request, 'authorization').trim())?.[1];
	if (!token)
		throw new AuthError(401, 'no_authorization', 'This endpoint requires a valid Bearer token');
	try {
		return await context.keys.verify(token);
	} catch (error) {
		if (!(error instanceof JwtError)) throw error;
		throw forbidden(
			'bad_jwt',
			`invalid JWT: unable to parse or verify signature, ${error.message}`
		);
	}
}

async function visitorOf(context: AuthContext, claims: Claims): Promise<Visitor> {
	if (!claims.sub) throw forbidden('bad_jwt', 'invalid claim: missing sub claim');
	if (!isUuid(claims.sub)) throw badRequest('bad_jwt', 'invalid claim: sub claim must be a UUID');
	const user = await findUserById(context.database, claims.sub);
	if (!user) throw forbidden('user_not_found', 'User from sub claim in JWT does not exist');
	if (!hasSession(claims)) return { user };

	if (!isUuid(claims.session_id))
		throw forbidden('bad_jwt', 'invalid claim: session_id claim must be a UUID');
	const session = await findSession(context.database, claims.session_id);
	if (!session || session.user_id !== user.id)
		throw forbidden('session_not_found', 'Session from session_id claim in JWT does not exist');
	return { user, session };
}

function hasSession(claims: Claims): boolean {
	return !!claims.session_id && claims.session_id !== nilUuid;
}
