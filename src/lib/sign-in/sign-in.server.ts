import { authError } from '#lib/errors/auth-error.ts';
import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { Db } from '#lib/server/db.ts';

/** `needs_code`: the e-mailed code of the first sign-in is still missing. */
export type SignInState = 'signed_out' | 'needs_code' | 'ready';

/** @throws DomainError sign_in_wrong (the same for an unknown address and a wrong password), too_many_tries */
export async function signIn(
	db: Db,
	credentials: { email: string; password: string }
): Promise<void> {
	const { error } = await db.auth.signInWithPassword(credentials);
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

/** Says nothing about whether the address is known. */
export async function requestPasswordReset(db: Db, email: string): Promise<void> {
	const { error } = await db.auth.resetPasswordForEmail(email);
	// Auth limits the mails of known addresses only: to tell of it would tell that the address is known.
	if (error && error.code !== 'over_email_send_rate_limit') throw authError(error);
}

/** Opens a session in which the password can be set. */
export async function passResetCode(db: Db, email: string, code: string): Promise<void> {
	const { error } = await db.auth.verifyOtp({ email, token: code, type: 'recovery' });
	if (error) throw authError(error);
}

export async function setPassword(db: Db, password: string): Promise<void> {
	const { error } = await db.auth.updateUser({ password });
	if (error) throw authError(error);
}

/** Ends this session only; other browsers stay signed in. */
export async function signOut(db: Db): Promise<void> {
	await db.auth.signOut({ scope: 'local' });
}
