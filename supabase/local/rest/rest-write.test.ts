import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startRestFixture, type AskOptions, type RestFixture } from './testing/rest-fixture.ts';

let rest: RestFixture;
beforeAll(async () => {
	rest = await startRestFixture();
});
afterAll(() => rest?.stop());

/** Asks and undoes: each case starts from the fixture. */
const attempt = (path: string, method: string, body: unknown, prefer = '', more: AskOptions = {}) =>
	rest.ask(path, {
		...more,
		method,
		body,
		headers: { prefer: [prefer, 'tx=rollback'].filter(Boolean).join(', '), ...more.headers }
	});
const shown = 'return=representation';

describe('insert', () => {
	test.each<[string, unknown, string, number, unknown]>([
		['/clients', { id: 10, name: 'Ten' }, shown, 201, [{ id: 10, name: 'Ten' }]],
		[
			'/clients?select=name',
			[
				{ id: 10, name: 'a' },
				{ id: 11, name: 'b' }
			],
			shown,
			201,
			[{ name: 'a' }, { name: 'b' }]
		],
		['/clients', { id: 10, name: 'Ten' }, '', 201, undefined],
		['/clients', { id: 10, name: 'Ten' }, 'return=minimal', 201, undefined],
		['/clients', [], shown, 201, []],
		['/articles?select=title,score', {}, shown, 201, [{ title: 'untitled', score: 7 }]],
		[
			'/articles?select=title,score',
			[{}, {}],
			shown,
			201,
			[
				{ title: 'untitled', score: 7 },
				{ title: 'untitled', score: 7 }
			]
		],
		[
			'/articles?columns=title&select=title,score',
			[{ title: 'a', score: 1 }],
			shown,
			201,
			[{ title: 'a', score: 7 }]
		],
		[
			'/articles?columns="title","score"&select=title,score',
			[{ title: 'a' }, { title: 'b', score: 1 }],
			`${shown}, missing=default`,
			201,
			[
				{ title: 'a', score: 7 },
				{ title: 'b', score: 1 }
			]
		],
		[
			'/projects?select=name,clients(name)',
			{ id: 10, name: 'p', client_id: 2 },
			shown,
			201,
			[{ name: 'p', clients: { name: 'Apple' } }]
		],
		['/projects?select=full_label', { id: 10, name: 'p' }, shown, 201, [{ full_label: '#10 p' }]],
		[
			'/projects?select=lead_client(name)',
			{ id: 10, name: 'p', client_id: 2 },
			shown,
			201,
			[{ lead_client: { name: 'Apple' } }]
		],
		[
			'/kinds?select=big,tags,plain,span',
			{ id: 10, big: '9007199254740993', tags: ['x', 'y'], plain: { z: 1 }, span: '[1,2)' },
			shown,
			201,
			[{ big: 9007199254740992, tags: ['x', 'y'], plain: { z: 1 }, span: '[1,2)' }]
		],
		[
			'/project_names',
			{ project_key: 10, label: 'by view' },
			shown,
			201,
			[{ project_key: 10, label: 'by view', of_client: null }]
		]
	])('%s %j', async (path, body, prefer, status, json) => {
		const answer = await attempt(path, 'POST', body, prefer);
		expect(answer.json).toEqual(json);
		expect(answer.status).toBe(status);
	});

	test('a Location names the row by its key', async () => {
		const { headers, text } = await attempt(
			'/order_lines',
			'POST',
			{ reseller_id: 1, order_id: 2, line: 5, amount_cents: 1 },
			'return=headers-only'
		);
		expect(headers.get('location')).toBe('/order_lines?line=eq.5&order_id=eq.2&reseller_id=eq.1');
		expect(text).toBe('');
	});

	test('missing values are null, or the default if that is preferred', async () => {
		const refused = await attempt('/articles?columns=title,score', 'POST', [{ title: 'a' }]);
		expect([refused.status, refused.json]).toMatchObject([400, { code: '23502' }]);
	});

	test('one object asked for and two written is refused and undone', async () => {
		const answer = await rest.ask('/clients', {
			method: 'POST',
			body: [
				{ id: 20, name: 'a' },
				{ id: 21, name: 'b' }
			],
			headers: { prefer: shown, accept: 'application/vnd.pgrst.object+json' }
		});
		expect([answer.status, answer.json]).toMatchObject([406, { code: 'PGRST116' }]);
		expect((await rest.ask('/clients?id=gte.20')).json).toEqual([]);
	});

	test.each<[string, unknown, number, object]>([
		[
			'/clients',
			{ id: 1, name: 'dup' },
			409,
			{ code: '23505', details: 'Key (id)=(1) already exists.' }
		],
		['/projects', { id: 10, name: 'p', client_id: 77 }, 409, { code: '23503' }],
		['/articles', { state: 'lost' }, 400, { code: '23514' }],
		['/clients', { id: 10, name: null }, 400, { code: '23502' }],
		['/clients', { id: 'x', name: 'n' }, 400, { code: '22P02' }],
		[
			'/clients',
			{ id: 10, nope: 1 },
			400,
			{
				code: 'PGRST204',
				message: "Could not find the 'nope' column of 'clients' in the schema cache"
			}
		],
		[
			'/clients',
			[{ id: 10 }, { name: 'x' }],
			400,
			{ code: 'PGRST102', message: 'All object keys must match' }
		],
		['/clients', 'nonsense', 400, { code: 'PGRST102', message: 'Empty or invalid json' }],
		['/clients', '{"id":10,"name":"a\\u0000"}', 400, { code: '22P05' }],
		['/nope', {}, 404, { code: 'PGRST205' }]
	])('%s %j answers %i', async (path, body, status, json) => {
		const answer = await attempt(path, 'POST', body);
		expect(answer.json).toMatchObject(json);
		expect(answer.status).toBe(status);
	});

	test('CSV and forms', async () => {
		const csv = await attempt('/clients', 'POST', 'id,name\n30,"a, b"\n31,c', shown, {
			headers: { 'content-type': 'text/csv' }
		});
		expect(csv.json).toEqual([
			{ id: 30, name: 'a, b' },
			{ id: 31, name: 'c' }
		]);
		const form = await attempt('/clients', 'POST', 'id=32&name=f+g', shown, {
			headers: {
				'content-type': 'application/x-www-form-urlencoded',
				prefer: `${shown}, tx=rollback`
			}
		});
		expect(form.json).toEqual([{ id: 32, name: 'f g' }]);
	});
});

describe('upsert', () => {
	const merge = `${shown}, resolution=merge-duplicates`;
	const ignore = `${shown}, resolution=ignore-duplicates`;

	test.each<[string, unknown, string, number, unknown]>([
		['/clients', [], merge, 200, []],
		['/clients', { id: 1, name: 'New' }, merge, 200, [{ id: 1, name: 'New' }]],
		[
			'/clients',
			[
				{ id: 1, name: 'New' },
				{ id: 40, name: 'Forty' }
			],
			merge,
			201,
			[
				{ id: 1, name: 'New' },
				{ id: 40, name: 'Forty' }
			]
		],
		[
			'/clients',
			[
				{ id: 1, name: 'New' },
				{ id: 40, name: 'Forty' }
			],
			ignore,
			201,
			[{ id: 40, name: 'Forty' }]
		],
		[
			'/people?on_conflict=nickname&select=name,nickname',
			{ id: 50, name: 'Again', nickname: 'dw' },
			ignore,
			201,
			[]
		]
	])('%s %j with %s answers %i', async (path, body, prefer, status, json) => {
		const answer = await attempt(path, 'POST', body, prefer);
		expect(answer.json).toEqual(json);
		expect(answer.status).toBe(status);
	});

	test('PUT writes the one row its URL names', async () => {
		const put = (path: string, body: unknown) => attempt(path, 'PUT', body, shown);
		expect((await put('/clients?id=eq.60', { id: 60, name: 'n' })).status).toBe(201);
		expect((await put('/clients?id=eq.1', { id: 1, name: 'n' })).status).toBe(200);
		expect((await attempt('/clients?id=eq.1', 'PUT', { id: 1, name: 'n' })).status).toBe(204);
		expect((await put('/clients?id=eq.1', { id: 2, name: 'n' })).json).toMatchObject({
			code: 'PGRST115'
		});
		expect((await put('/clients?id=gt.1', { id: 2, name: 'n' })).json).toMatchObject({
			code: 'PGRST105'
		});
		expect((await put('/clients?name=eq.x', { id: 2, name: 'n' })).status).toBe(405);
		expect((await put('/clients?id=eq.1&limit=1', { id: 1, name: 'n' })).json).toMatchObject({
			code: 'PGRST114'
		});
	});
});

describe('update and delete', () => {
	test.each<[string, string, unknown, string, number, unknown, string | null]>([
		['/clients?id=eq.1', 'PATCH', { name: 'x' }, shown, 200, [{ id: 1, name: 'x' }], '0-0/*'],
		['/clients?id=eq.1', 'PATCH', { name: 'x' }, '', 204, undefined, '0-0/*'],
		['/clients?id=eq.1', 'PATCH', { name: 'x' }, 'count=exact', 204, undefined, '0-0/1'],
		['/clients?id=eq.99', 'PATCH', { name: 'x' }, shown, 200, [], '*/*'],
		['/clients?id=eq.1', 'PATCH', {}, shown, 200, [], '*/*'],
		['/clients', 'PATCH', {}, '', 204, undefined, '*/*'],
		[
			'/clients?or=(id.eq.1,id.eq.2)&select=id&order=id.desc',
			'PATCH',
			{ name: 'x' },
			shown,
			200,
			[{ id: 2 }, { id: 1 }],
			'0-1/*'
		],
		[
			'/clients?id=eq.2&select=projects(name)&projects.name=eq.IOS',
			'PATCH',
			{ name: 'x' },
			shown,
			200,
			[{ projects: [{ name: 'IOS' }] }],
			'0-0/*'
		],
		[
			'/articles?id=eq.1&columns=score',
			'PATCH',
			{ score: 1, title: 'ignored' },
			shown,
			200,
			[],
			'*/*'
		],
		['/keyless?a=eq.1', 'DELETE', undefined, shown, 200, [{ a: 1, b: 2 }], '*/*'],
		['/keyless?a=eq.1', 'DELETE', undefined, 'count=exact', 204, undefined, '*/1'],
		['/keyless?a=eq.9', 'DELETE', undefined, `${shown}, count=exact`, 200, [], '*/0']
	])('%s %s %j with %s answers %i', async (path, method, body, prefer, status, json, range) => {
		const answer = await attempt(path, method, body, prefer);
		expect(answer.json).toEqual(json);
		expect(answer.status).toBe(status);
		expect(answer.headers.get('content-range')).toBe(range);
	});

	test('without a filter everything would be meant: refused as on hosted', async () => {
		const patch = await attempt('/keyless', 'PATCH', { b: 1 });
		expect([patch.status, patch.json]).toMatchObject([
			400,
			{ code: '21000', message: 'UPDATE requires a WHERE clause' }
		]);
		const remove = await attempt('/keyless?limit=1', 'DELETE', undefined);
		expect([remove.status, remove.json]).toMatchObject([
			400,
			{ code: '21000', message: 'DELETE requires a WHERE clause' }
		]);
	});

	test('max-affected refuses and undoes', async () => {
		const answer = await rest.ask('/clients?id=gt.0', {
			method: 'PATCH',
			body: { name: 'all' },
			headers: { prefer: 'handling=strict, max-affected=1' }
		});
		expect([answer.status, answer.json]).toMatchObject([
			400,
			{ code: 'PGRST124', details: 'The query affects 2 rows' }
		]);
		expect((await rest.ask('/clients?name=eq.all')).json).toEqual([]);
		const fits = await attempt(
			'/clients?id=eq.1',
			'PATCH',
			{ name: 'all' },
			'handling=strict, max-affected=1'
		);
		expect(fits.headers.get('preference-applied')).toBe(
			'tx=rollback, handling=strict, max-affected=1'
		);
	});
});

test('transactions end as preferred, where that is open', async () => {
	await attempt('/clients', 'POST', { id: 70, name: 'gone' });
	expect((await rest.ask('/clients?id=eq.70')).json).toEqual([]);
	const closed = await rest.serve({ txEnd: 'commit' });
	await fetch(`${closed.url}/rest/v1/clients`, {
		method: 'POST',
		body: '{"id":71,"name":"kept"}',
		headers: { 'content-type': 'application/json', prefer: 'tx=rollback' }
	});
	await closed.stop();
	expect((await rest.ask('/clients?id=eq.71')).json).toHaveLength(1);
	await rest.execute('delete from api.clients where id = 71');
});

test('deferred constraints are checked before the answer, kept or not', async () => {
	const body = { id: 1, parent_id: 7 };
	expect((await rest.ask('/deferred', { method: 'POST', body })).status).toBe(409);
	expect((await attempt('/deferred', 'POST', body)).status).toBe(409);
});

test('row level security and grants decide', async () => {
	expect((await rest.ask('/notes', { as: 'authenticated' })).json).toMatchObject([
		{ text: 'mine' }
	]);
	expect((await rest.ask('/notes', { as: 'service_role' })).json).toHaveLength(2);
	expect((await rest.ask('/notes')).json).toEqual([]);
	const foreign = { id: 9, owner: '22222222-2222-2222-2222-222222222222', text: 'planted' };
	const refused = await rest.ask('/notes', { method: 'POST', body: foreign, as: 'authenticated' });
	expect([refused.status, refused.json]).toMatchObject([403, { code: '42501' }]);
	const anonymous = await rest.ask('/notes', { method: 'POST', body: foreign });
	expect([anonymous.status, anonymous.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
	expect((await rest.ask('/secrets?select=id,visible')).status).toBe(200);
	expect((await rest.ask('/secrets?select=password')).status).toBe(401);
	expect((await rest.ask('/secrets', { as: 'authenticated' })).status).toBe(403);
});

test('strict handling names unknown preferences', async () => {
	const answer = await attempt(
		'/clients',
		'POST',
		{ id: 80, name: 'x' },
		'handling=strict, anything'
	);
	expect(answer.json).toMatchObject({ code: 'PGRST122', details: 'Invalid preferences: anything' });
	expect(
		(await attempt('/clients', 'POST', { id: 80, name: 'x' }, 'handling=lenient, anything')).status
	).toBe(201);
});
