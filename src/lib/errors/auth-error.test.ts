import { expect, test } from 'vitest';
import { authError } from './auth-error.ts';
import { DomainError } from './domain-error.ts';

const failure = (name: string, status: number, code?: string) => ({
	name,
	status,
	code,
	message: 'x'
});

test.each([
	[failure('AuthApiError', 400, 'invalid_credentials'), 'sign_in_wrong', 401],
	[failure('AuthApiError', 403, 'otp_expired'), 'code_wrong', 422],
	[failure('AuthWeakPasswordError', 422, 'weak_password'), 'password_weak', 422],
	[failure('AuthApiError', 400, 'validation_failed'), 'input_invalid', 422],
	[failure('AuthSessionMissingError', 400), 'session_ended', 401],
	[failure('AuthApiError', 429), 'too_many_tries', 429],
	[failure('AuthRetryableFetchError', 0), 'platform_unreachable', 503]
])('%o is a refusal', (given, code, status) =>
	expect(authError(given)).toMatchObject({ code, status })
);

test('an unknown failure is a bug', () =>
	expect(authError(failure('AuthApiError', 500, 'unexpected_failure'))).not.toBeInstanceOf(
		DomainError
	));
