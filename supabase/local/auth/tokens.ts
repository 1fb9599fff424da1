import type { AuthContext } from './context.ts';
import type { Queryable } from './database.ts';
import type { AuthRequest, Fields } from './request.ts';
import {
	authenticationEntries,
	openSession,
	type AuthenticationMethod,
	type Session
} from './sessions.ts';
import { fullUserJson } from './user-json.ts';
import { changeUser, type User } from './users.ts';

/** What every sign-in and refresh answers with (reference §1.2). */
export interface TokenAnswer {
	access_token: string;
	token_type: 'bearer';
	expires_in: number;
	expires_at: number;
	refresh_token: string;
	user: Fields;
}

/** Opens a session for a person whose identity was just proven by `method`. */
export async function signIn(
	context: AuthContext,
	db: Queryable,
	user: User,
	method: AuthenticationMethod,
	request: AuthRequest
): Promise<TokenAnswer> {
	const now = context.clock();
	const signedIn = await changeUser(db, user, { last_sign_in_at: now }, now);
	const { session, refreshToken } = await openSession(db, user.id, method, request, now);
	return tokenAnswer(context, db, signedIn, session, refreshToken, method, request);
}

export async function tokenAnswer(
	context: AuthContext,
	db: Queryable,
	user: User,
	session: Session,
	refreshToken: string,
	method: AuthenticationMethod | 'token_refresh',
	request: AuthRequest
): Promise<TokenAnswer> {
	const issuedAt = Math.floor(context.clock().getTime() / 1000);
	const expiresIn = context.settings.jwtExpiry;
	const claims: Fields = {
		iss: context.issuer,
		sub: user.id,
		aud: user.aud ?? '',
		exp: issuedAt + expiresIn,
		iat: issuedAt,
		email: user.email ?? '',
		phone: user.phone ?? '',
		app_metadata: user.raw_app_meta_data ?? {},
		user_metadata: user.raw_user_meta_data ?? {},
		role: user.role ?? '',
		aal: session.aal ?? 'aal1',
		amr: await authenticationEntries(db, session.id),
		session_id: session.id,
		is_anonymous: user.is_anonymous
	};
	const final = await context.hooks.customAccessToken(db, claims, method, request);
	return {
		access_token: await context.keys.sign(final),
		token_type: 'bearer',
		expires_in: expiresIn,
		expires_at: issuedAt + expiresIn,
		refresh_token: refreshToken,
		user: await fullUserJson(db, user)
	};
}
