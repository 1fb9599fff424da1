import type { RequestEvent } from '@sveltejs/kit';
import { PUBLIC_SUPABASE_PUBLISHABLE_KEY, PUBLIC_SUPABASE_URL } from '$app/env/public';
import { authError } from '#lib/errors/auth-error.ts';
import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import { limitTries } from '#lib/server/address-limit.ts';
import type { Db } from '#lib/server/db.ts';
import { askIdentity, type CodePurpose, type NewSession } from './identity.server.ts';

/** `needs_code`: the e-mailed code of the first sign-in is still missing. */
export type SignInState = 'signed_out' | 'needs_code' | 'ready';

type SignInEvent = Pick<RequestEvent, 'getClientAddress' | 'locals' | 'request'>;

/** @throws DomainError sign_in_wrong (the same for whatever is wrong), too_many_tries_wait */
export async function signIn(
	event: SignInEvent,
	credentials: { identifier: string; password: string }
): Promise<void> {
	limitTries(event, 'sign-in');
	await adopt(event.locals, await askIdentity('sign-in', credentials, event.request));
}

/** Mails a code, if the person is known; says nothing about whether. @throws DomainError too_many_tries_wait */
export async function requestCode(
	event: SignInEvent,
	{ identifier, purpose }: { identifier: string; purpose: CodePurpose }
): Promise<void> {
	limitTries(event, 'code');
	await askIdentity('code', { identifier, purpose }, event.request);
}

/** Signs in by a mailed code. @throws DomainError code_wrong (wrong, expired, used, locked, unknown), too_many_tries_wait */
export async function passCode(
	event: SignInEvent,
	attempt: { identifier: string; code: string; purpose: CodePurpose }
): Promise<void> {
	limitTries(event, 'verify');
	await adopt(event.locals, await askIdentity('verify', attempt, event.request));
}

/** Makes the sign-in of an invited address. @throws DomainError invitation_not_found, invitation_needs_sign_in, password_weak, too_many_tries_wait */
export async function acceptAsNewPerson(
	event: SignInEvent,
	answers: { token: string; name: string; password: string; locale: string }
): Promise<void> {
	limitTries(event, 'accept');
	await adopt(event.locals, await askIdentity('accept', answers, event.request));
}

/** Puts the session into the cookies. Whatever session was there ends: it is never carried on under another name. */
async function adopt(locals: App.Locals, session: NewSession): Promise<void> {
	if (locals.claims) await signOut(locals.db);
	const { error } = await locals.db.auth.setSession(session);
	if (error) throw authError(error);
}

export async function getSignInState(db: Db): Promise<SignInState> {
	return unwrap(await db.rpc('sign_in_state')) as SignInState;
}

/** @returns seconds until another code may be asked for; 0 when none is needed any more */
export async function requestSignInCode(db: Db, locale: string): Promise<number> {
	const answer = unwrap(await db.rpc('request_sign_in_code', { locale })) as {
		needed: boolean;
		retry_after_seconds?: number;
	};
	return answer.needed ? Math.ceil(answer.retry_after_seconds ?? 60) : 0;
}

/** @throws DomainError code_wrong, for wrong, expired, used and locked codes alike */
export async function passSignInCode(db: Db, code: string): Promise<void> {
	if (!unwrap(await db.rpc('verify_sign_in_code', { code })))
		throw new DomainError('code_wrong', 422, { field: 'code' });
}

/**
 * Sets a new password and ends the person's other sessions: who knew the old one is out.
 * @throws DomainError not_signed_in, password_same, password_weak
 */
export async function setPassword(db: Db, password: string): Promise<void> {
	unwrap(await db.rpc('expect_password_change'), 'or null');
	// Before Auth ends them itself: then nobody would tell the pages that are open there.
	unwrap(await db.rpc('revoke_other_sessions'));
	const { error } = await db.auth.updateUser({ password });
	if (error) throw authError(error);
	// Whoever signed in with the old one in between.
	unwrap(await db.rpc('revoke_other_sessions'));
}

/** Whether this is the person's password. The session that answers the question is ended at once. @throws DomainError too_many_tries_wait */
export async function isPasswordOf(
	event: SignInEvent,
	credentials: { identifier: string; password: string }
): Promise<boolean> {
	limitTries(event, 'sign-in');
	try {
		await endSession(await askIdentity('sign-in', credentials, event.request));
		return true;
	} catch (error) {
		if (error instanceof DomainError && error.code === 'sign_in_wrong') return false;
		throw error;
	}
}

/** Ends this session only; other browsers stay signed in. */
export async function signOut(db: Db): Promise<void> {
	await db.auth.signOut({ scope: 'local' });
}

/** Of a session that is in no cookie. */
async function endSession({ access_token: token }: NewSession): Promise<void> {
	const response = await fetch(`${PUBLIC_SUPABASE_URL}/auth/v1/logout?scope=local`, {
		method: 'POST',
		headers: { apikey: PUBLIC_SUPABASE_PUBLISHABLE_KEY, authorization: `Bearer ${token}` }
	});
	if (!response.ok) throw new Error(`Auth did not end a session: ${response.status}`);
}
