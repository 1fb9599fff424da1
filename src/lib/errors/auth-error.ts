import { DomainError } from './domain-error.ts';

interface AuthFailure {
	name: string;
	message: string;
	code?: string | undefined;
	status?: number | undefined;
}

/** What Supabase Auth refuses, as a DomainError; what it cannot explain, as a bug. */
export function authError(failure: AuthFailure): Error {
	const known = knownRefusals[failure.code ?? ''];
	if (known) return new DomainError(...known);
	if (failure.name === 'AuthSessionMissingError') return new DomainError('session_ended', 401);
	if (failure.name === 'AuthRetryableFetchError' || failure.status === 0)
		return new DomainError('platform_unreachable', 503);
	if (failure.status === 429) return new DomainError('too_many_tries', 429);
	return new Error(`Auth error ${failure.code ?? failure.status}: ${failure.message}`, {
		cause: failure
	});
}

const knownRefusals: Record<string, [code: string, status: number, params?: { field: string }]> = {
	invalid_credentials: ['sign_in_wrong', 401],
	email_not_confirmed: ['sign_in_wrong', 401],
	user_banned: ['sign_in_blocked', 403],
	otp_expired: ['code_wrong', 422, { field: 'code' }],
	over_request_rate_limit: ['too_many_tries', 429],
	over_email_send_rate_limit: ['too_many_tries', 429],
	weak_password: ['password_weak', 422],
	same_password: ['password_same', 422],
	session_not_found: ['session_ended', 401],
	session_expired: ['session_ended', 401],
	refresh_token_not_found: ['session_ended', 401],
	refresh_token_already_used: ['session_ended', 401],
	reauthentication_needed: ['session_ended', 401],
	validation_failed: ['input_invalid', 422],
	email_address_invalid: ['email_invalid', 422],
	request_timeout: ['platform_unreachable', 503]
};
