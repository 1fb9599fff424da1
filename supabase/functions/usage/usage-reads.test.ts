import { describe, expect, test } from 'vitest';
import {
	askAt,
	balance,
	client,
	hashOf,
	key,
	openCounter,
	quota,
	type Sent
} from './testing/counter.ts';

const counter = openCounter();
const ask = (path: string, sent?: Sent) => askAt(counter, path, sent);

describe('reading', () => {
	test('pages through the clients', async () => {
		const { answer } = await ask('/usage/clients?limit=1');
		expect(answer).toEqual({ clients: [balance], next_cursor: '7' });
		const last = await ask(`/usage/clients?limit=1&cursor=${answer.next_cursor}`);
		expect(last.answer.next_cursor).toBeNull();
		expect(counter.rest.calls.map(({ given }) => given)).toEqual([
			{ key_hash: hashOf(key), page_size: 1 },
			{ key_hash: hashOf(key), page_size: 1, after: '7' }
		]);
	});

	test('tells a balance by id and by number', async () => {
		const { answer } = await ask(`/usage/clients/${client}/balance`);
		expect(answer).toEqual({ ...balance, quota: [quota] });
		await ask('/usage/clients/7/balance');
		expect(counter.rest.calls.map(({ given }) => given.client)).toEqual([
			{ client_id: client },
			{ client_number: '7' }
		]);
	});

	test('tells the days of a client', async () => {
		const path = `/usage/clients/7/days?from=2026-11-01&to=2026-11-30&cursor=2026-11-04&limit=500`;
		expect((await ask(path)).answer).toEqual({
			...{ client_id: client, client_number: 7, next_cursor: '2026-11-22' },
			days: [{ on_date: '2026-11-22', used: 12 }]
		});
		expect(counter.rest.calls[0]?.given).toEqual({
			...{ key_hash: hashOf(key), client: { client_number: '7' }, page_size: 500 },
			...{ from_on: '2026-11-01', to_on: '2026-11-30', after: '2026-11-04' }
		});
	});

	test.each([
		[404, 'client_not_found', '/usage/clients/404/balance'],
		[404, 'client_not_found', '/usage/clients/nobody/balance'],
		[404, 'client_not_found', '/usage/clients/%00/days'],
		[422, 'limit_invalid', '/usage/clients?limit=501'],
		[422, 'limit_invalid', '/usage/clients?limit=0'],
		[422, 'limit_invalid', '/usage/clients?limit='],
		[422, 'cursor_invalid', '/usage/clients?cursor=x'],
		[422, 'cursor_invalid', '/usage/clients/7/days?cursor=7'],
		[422, 'date_invalid', '/usage/clients/7/days?from=2026-02-30'],
		[422, 'date_invalid', '/usage/clients/7/days?to=today'],
		[422, 'parameter_unknown', '/usage/clients?page=2'],
		[422, 'parameter_unknown', '/usage/clients?limit=1&limit=2'],
		[422, 'parameter_unknown', '/usage/clients/7/balance?limit=1']
	])('is refused with %i %s: %s', async (status, code, path) => {
		expect(await ask(path)).toMatchObject({ status, answer: { code } });
	});
});

describe('addresses', () => {
	test.each(['/usage/nothing', '/usage/clients/7', '/usage/clients/7/balance/x', '/usage/Clients'])(
		'%s is not there',
		async (path) => {
			expect(await ask(path)).toMatchObject({ status: 404, answer: { code: 'not_found' } });
		}
	);

	test.each([
		['GET', '/usage', 'POST'],
		['PUT', '/usage', 'POST'],
		['DELETE', '/usage/clients', 'GET'],
		['POST', '/usage/clients/7/balance', 'GET'],
		['POST', '/usage/openapi.json', 'GET']
	])('%s %s takes another method', async (method, path, allowed) => {
		const { status, answer, headers } = await ask(path, { method });
		expect([status, answer.code]).toEqual([405, 'method_not_allowed']);
		expect(headers.get('allow')).toBe(allowed);
	});

	test('the document and the health are for everybody', async () => {
		const document = await fetch(`${counter.fn.url}/openapi.json`);
		expect(document.headers.get('access-control-allow-origin')).toBe('*');
		expect(await document.json()).toMatchObject({ openapi: '3.1.0', paths: { '/usage': {} } });
		expect((await fetch(`${counter.fn.url}/health`)).status).toBe(200);
	});
});
