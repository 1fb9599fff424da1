import { expect, test } from 'vitest';
import { toError, unwrap } from './database-error.ts';
import { DomainError } from './domain-error.ts';

test.each([
	[
		{ code: 'PT409', message: 'plan_not_available', details: '{"plan": "Pro"}' },
		400,
		'plan_not_available',
		409,
		{ plan: 'Pro' }
	],
	[
		{ code: 'P0001', message: 'client_name_required', details: null },
		400,
		'client_name_required',
		422,
		{}
	],
	[
		{ code: 'PT422', message: 'plan_incomplete', details: '{broken' },
		422,
		'plan_incomplete',
		422,
		{}
	],
	[
		{ code: '22P05', message: 'unsupported Unicode escape sequence' },
		400,
		'input_invalid',
		422,
		{}
	],
	[{ code: '42501', message: 'permission denied for table x' }, 403, 'not_permitted', 403, {}],
	[{ code: 'PGRST116', message: 'Cannot coerce' }, 406, 'not_found', 404, {}],
	[{ code: 'PGRST301', message: 'JWT expired' }, 401, 'session_ended', 401, {}],
	[{ code: '', message: 'TypeError: fetch failed' }, 0, 'platform_unreachable', 503, {}]
])('%o is a refusal', (failure, status, code, expectedStatus, params) => {
	const error = toError(failure, status);
	expect(error).toBeInstanceOf(DomainError);
	expect(error).toMatchObject({ code, status: expectedStatus, params });
});

test.each([
	[{ code: '23505', message: 'duplicate key value violates unique constraint' }, 409],
	[{ code: 'P0001', message: 'Something with a secret in it' }, 400],
	[{ code: 'XX000', message: 'internal' }, 500]
])('%o is a bug', (failure, status) => {
	const error = toError(failure, status);
	expect(error).not.toBeInstanceOf(DomainError);
	expect(error.cause).toBe(failure);
});

test('an answer without error is its data', () => {
	expect(unwrap({ data: [1], error: null })).toEqual([1]);
	expect(unwrap({ data: null, error: null }, 'or null')).toBeNull();
});
