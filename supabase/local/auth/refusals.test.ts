import { afterAll, beforeAll, expect, test } from 'vitest';
import { codesVersion, startTestbed, type Testbed } from './testbed.ts';

let bed: Testbed;
beforeAll(async () => void (bed = await startTestbed()));
afterAll(() => bed.close());

test('errors have the shape of the version that the client speaks', async () => {
	const body = { email: 'nobody@example.com', password: 'x' };
	const old = await bed.call('/token?grant_type=password', { body });
	expect(old.body).toEqual({
		code: 400,
		error_code: 'invalid_credentials',
		msg: 'Invalid login credentials'
	});
	expect(old.headers.get('x-sb-error-code')).toBe('invalid_credentials');
	expect(old.headers.get('x-supabase-api-version')).toBeNull();
	for (const version of ['2024-01-01', '2026-05-05']) {
		const headers = { 'x-supabase-api-version': version };
		const reply = await bed.call('/token?grant_type=password', { body, headers });
		expect(reply.body).toEqual({
			code: 'invalid_credentials',
			message: 'Invalid login credentials'
		});
		expect(reply.headers.get('x-supabase-api-version')).toBe('2024-01-01');
		expect(reply.headers.get('x-sb-error-code')).toBe('invalid_credentials');
	}
	const headers = { 'x-supabase-api-version': '2024-13-45' };
	const reply = await bed.call('/token?grant_type=password', { body, headers });
	expect(reply.body.msg).toBe('Invalid login credentials');
});

test.each([
	['/token?grant_type=banana', {}, 400, 'invalid_credentials', 'unsupported_grant_type'],
	['/token', {}, 400, 'invalid_credentials', 'unsupported_grant_type'],
	['/token?grant_type=constructor', {}, 400, 'invalid_credentials', 'unsupported_grant_type'],
	[
		'/token?grant_type=password',
		{ password: 'x' },
		400,
		'validation_failed',
		'missing email or phone'
	],
	[
		'/token?grant_type=password',
		{ email: 'a@b.c', phone: '1' },
		400,
		'validation_failed',
		'Only an email'
	],
	['/token?grant_type=password', { phone: '123' }, 422, 'phone_provider_disabled', 'Phone logins'],
	['/token?grant_type=web3', {}, 422, 'web3_provider_disabled', 'Web3'],
	['/token?grant_type=id_token', {}, 400, 'provider_disabled', 'not enabled'],
	['/token?grant_type=pkce', {}, 400, 'validation_failed', 'auth code and code verifier'],
	[
		'/token?grant_type=pkce',
		{ auth_code: 'x', code_verifier: 'y' },
		404,
		'flow_state_not_found',
		'flow state'
	],
	[
		'/token?grant_type=refresh_token',
		{ refresh_token: 'abc' },
		400,
		'refresh_token_not_found',
		'Not Found'
	],
	['/signup', { password: 'abcdefgh' }, 422, 'anonymous_provider_disabled', 'Anonymous'],
	['/signup', { email: 'a@b.c' }, 400, 'validation_failed', 'valid password'],
	['/signup', { email: 'a@b.c', password: 'abc' }, 422, 'weak_password', 'at least 6'],
	['/signup', { email: 'a@b.c', password: 'x'.repeat(73) }, 400, 'validation_failed', '72'],
	[
		'/signup',
		{ email: 'not an address', password: 'abcdefgh' },
		400,
		'validation_failed',
		'invalid format'
	],
	[
		'/signup',
		{ email: `${'a'.repeat(251)}@b.cd`, password: 'abcdefgh' },
		400,
		'validation_failed',
		'too long'
	],
	[
		'/signup',
		{ phone: '15551234', password: 'abcdefgh' },
		400,
		'phone_provider_disabled',
		'Phone signups'
	],
	[
		'/signup',
		{ email: 'a@b.c', password: 'abcdefgh', code_challenge: 'x' },
		400,
		'validation_failed',
		'PKCE'
	],
	['/otp', {}, 400, 'validation_failed', 'One of email or phone'],
	[
		'/otp',
		{ email: 'unknown@example.com', create_user: false },
		422,
		'otp_disabled',
		'Signups not allowed for otp'
	],
	['/otp', { email: 'a@b.c', channel: 'sms' }, 400, 'validation_failed', 'Channel'],
	['/magiclink', {}, 422, 'validation_failed', 'requires an email'],
	['/recover', {}, 400, 'validation_failed', 'requires an email'],
	['/resend', { type: 'x' }, 400, 'validation_failed', 'Missing one of these types'],
	['/resend', { type: 'signup' }, 400, 'validation_failed', 'requires an email'],
	['/verify', {}, 400, 'validation_failed', 'verification type'],
	['/verify', { type: 'email' }, 400, 'validation_failed', 'either a token or a token hash'],
	['/verify', { type: 'email', token: '1', token_hash: '2' }, 400, 'validation_failed', 'either'],
	[
		'/verify',
		{ type: 'email', token_hash: '2', email: 'a@b.c' },
		400,
		'validation_failed',
		'Only the token_hash'
	],
	['/verify', { type: 'email', token: '1' }, 400, 'validation_failed', 'Only an email address'],
	[
		'/verify',
		{ type: 'email', token: '1', email: 'x' },
		422,
		'validation_failed',
		'Invalid email format'
	],
	[
		'/verify',
		{ type: 'banana', token_hash: '2' },
		400,
		'validation_failed',
		'Invalid email verification type'
	],
	[
		'/verify',
		{ type: 'email', token_hash: '2' },
		403,
		'otp_expired',
		'Email link is invalid or has expired'
	],
	[
		'/verify',
		{ type: 'email', token: '1', email: 'a@b.c' },
		403,
		'otp_expired',
		'Token has expired or is invalid'
	]
])('%s %j is refused with %i %s', async (path, body, status, code, text) => {
	const reply = await bed.call(path, { body, headers: codesVersion });
	expect(reply.body.message).toContain(text);
	expect(reply.body.code).toBe(code);
	expect(reply.status).toBe(status);
});

test('an empty refresh token has the OAuth shape', async () => {
	const reply = await bed.call('/token?grant_type=refresh_token', { body: {} });
	expect(reply.status).toBe(400);
	expect(reply.body).toEqual({
		error: 'invalid_request',
		error_description: 'refresh_token required'
	});
});
