import { expect, test } from 'vitest';
import { restErrorOf } from './postgres-errors.ts';

const raised = (code: string, message = 'text', detail?: string) =>
	Object.assign(new Error(message), { code, detail, severity: 'ERROR' });

test.each([
	['23505', 409],
	['23503', 409],
	['23514', 400],
	['23502', 400],
	['22P02', 400],
	['42883', 404],
	['42P01', 404],
	['42P17', 500],
	['25006', 405],
	['25P02', 500],
	['P0001', 400],
	['P0002', 500],
	['PT402', 402],
	['PT999', 500],
	['08006', 503],
	['53300', 503],
	['53400', 500],
	['57014', 500],
	['57P01', 503],
	['40001', 500],
	['54001', 500],
	['XX000', 500],
	['0LP01', 403],
	['28000', 403],
	['ABCDE', 400]
])('SQLSTATE %s answers %i', (code, status) => {
	expect(restErrorOf(raised(code), 'querying', true)).toMatchObject({ status, code });
});

test('what is not granted depends on who asks', () => {
	expect(restErrorOf(raised('42501'), 'querying', true).status).toBe(403);
	expect(restErrorOf(raised('42501'), 'querying', false)).toMatchObject({
		status: 401,
		headers: { 'www-authenticate': 'Bearer' }
	});
});

test('only a missing WHERE is the client’s cardinality error', () => {
	const missing = raised('21000', 'UPDATE requires a WHERE clause');
	expect(restErrorOf(missing, 'querying', true).status).toBe(400);
	expect(restErrorOf(raised('21000', 'more than one row'), 'querying', true).status).toBe(500);
});

test('a role that does not exist is an authentication error', () => {
	const error = raised('22023', 'role "x" does not exist');
	expect(restErrorOf(error, 'querying', true).status).toBe(401);
});

test('a database out of reach is not the client’s fault', () => {
	const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
	expect(restErrorOf(refused, 'connecting', true)).toMatchObject({ status: 503, code: 'PGRST000' });
	const lost = new Error('Connection terminated unexpectedly');
	expect(restErrorOf(lost, 'querying', true)).toMatchObject({ status: 503, code: 'PGRST001' });
	const exhausted = new Error('timeout exceeded when trying to connect');
	expect(restErrorOf(exhausted, 'connecting', true)).toMatchObject({
		status: 504,
		code: 'PGRST003'
	});
});

test.each([
	['nonsense', '{"status":400,"headers":{}}', 'Invalid JSON value for MESSAGE'],
	['{"code":"a","message":"b"}', undefined, 'DETAIL is missing'],
	['{"code":"a","message":"b"}', '{"status":"x","headers":{}}', 'Invalid JSON value for DETAIL'],
	['{"code":"a","message":"b"}', '{"status":99,"headers":{}}', 'Invalid JSON value for DETAIL']
])('raise PGRST with %s and %s is unreadable', (message, detail, details) => {
	const error = restErrorOf(raised('PGRST', message, detail), 'querying', true);
	expect(error).toMatchObject({ status: 500, code: 'PGRST121' });
	expect(error.details).toContain(details);
});
