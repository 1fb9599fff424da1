import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
	personId,
	startRestFixture,
	type AskOptions,
	type RestFixture
} from './testing/rest-fixture.ts';

let rest: RestFixture;
beforeAll(async () => {
	rest = await startRestFixture();
});
afterAll(() => rest?.stop());

const post = (path: string, body: unknown = {}, more: AskOptions = {}) =>
	rest.ask(path, { ...more, method: 'POST', body });
const setting = async (name: string, options?: AskOptions) =>
	(await rest.ask(`/rpc/setting?name=${name}`, options)).json as string;

describe('results', () => {
	test.each<[string, unknown]>([
		['/rpc/add?a=1&b=2', 3],
		['/rpc/greet', 'hello you'],
		['/rpc/greet?name=eu', 'hello eu'],
		['/rpc/greet?loud=true&name=a.b', 'HELLO A.B'],
		['/rpc/one_client?wanted=2', { id: 2, name: 'Apple' }],
		['/rpc/one_client?wanted=2&select=name', { name: 'Apple' }],
		['/rpc/numbers?last=3', [1, 2, 3]],
		['/rpc/numbers?last=0', []],
		[
			'/rpc/pairs',
			[
				{ k: 'a', v: 1 },
				{ k: 'b', v: 2 }
			]
		],
		['/rpc/pairs?k=eq.b&select=v', [{ v: 2 }]],
		['/rpc/pairs?order=v.desc&limit=1', [{ k: 'b', v: 2 }]],
		['/rpc/split?whole=7', { half: 3, rest: 1 }],
		['/rpc/sum_all?numbers=1&numbers=2', 3],
		['/rpc/echo_array?items={a,"b,c"}', ['a', 'b,c']],
		['/rpc/echo_json?doc={"a":1}', { a: 1 }],
		['/rpc/overloaded?a=1', 'one'],
		['/rpc/overloaded?a=1&b=2', 'two'],
		[
			'/rpc/all_projects?select=name,clients(name)&id=eq.3',
			[{ name: 'IOS', clients: { name: 'Apple' } }]
		],
		[
			'/rpc/all_projects?select=name&client_id=eq.2&order=id.desc',
			[{ name: 'OSX' }, { name: 'IOS' }]
		],
		[
			'/rpc/all_projects?select=name,tasks!inner(id)&tasks.id=eq.5',
			[{ name: 'IOS', tasks: [{ id: 5 }] }]
		]
	])('GET %s', async (path, json) => {
		const answer = await rest.ask(path);
		expect(answer.json).toEqual(json);
		expect(answer.status).toBe(200);
	});

	test.each<[string, unknown, number, unknown]>([
		['/rpc/add', { a: 1, b: 2 }, 200, 3],
		['/rpc/greet', undefined, 200, 'hello you'],
		['/rpc/sum_all', { numbers: [1, 2, 3] }, 200, 6],
		['/rpc/echo_array', { items: ['a', 'b,c'] }, 200, ['a', 'b,c']],
		['/rpc/echo_json', { doc: { n: 1 } }, 200, { n: 1 }],
		['/rpc/takes_json', { any: [1, { thing: null }] }, 200, { any: [1, { thing: null }] }],
		['/rpc/no_result', {}, 204, undefined],
		['/rpc/one_client?select=name', { wanted: 1 }, 200, { name: 'Microsoft' }],
		['/rpc/add?columns=a,b', { a: 1, b: 2, c: 3 }, 200, 3]
	])('POST %s %j', async (path, body, status, json) => {
		const answer = await rest.ask(path, { method: 'POST', body });
		expect(answer.json).toEqual(json);
		expect(answer.status).toBe(status);
	});

	test('a type named like a media type is the body itself', async () => {
		const plain = await rest.ask('/rpc/plain_text', { headers: { accept: 'text/plain' } });
		expect([plain.text, plain.headers.get('content-type')]).toEqual([
			'plain é',
			'text/plain; charset=utf-8'
		]);
		const json = await rest.ask('/rpc/plain_text', { headers: { accept: 'application/json' } });
		expect(json.json).toBe('plain é');
		const bytes = await fetch(`${rest.url}/rest/v1/rpc/raw_bytes`, {
			headers: { accept: 'application/vnd.bytes' }
		});
		expect([...new Uint8Array(await bytes.arrayBuffer())]).toEqual([0, 255, 16]);
		const any = await rest.ask('/rpc/any_type', { headers: { accept: 'image/x' } });
		expect([any.text, any.headers.get('content-type')]).toEqual(['hi', 'application/octet-stream']);
	});

	test('one object, counts, HEAD, forms', async () => {
		const single = await rest.ask('/rpc/pairs?k=eq.a', {
			headers: { accept: 'application/vnd.pgrst.object+json' }
		});
		expect(single.json).toEqual({ k: 'a', v: 1 });
		const counted = await rest.ask('/rpc/all_projects?limit=2', {
			headers: { prefer: 'count=exact' }
		});
		expect([counted.status, counted.headers.get('content-range')]).toEqual([206, '0-1/5']);
		const head = await rest.ask('/rpc/all_projects', {
			method: 'HEAD',
			headers: { prefer: 'count=exact' }
		});
		expect([head.status, head.headers.get('content-range'), head.text]).toEqual([200, '0-4/5', '']);
		const form = await post('/rpc/add', 'a=4&b=5', {
			headers: { 'content-type': 'application/x-www-form-urlencoded' }
		});
		expect(form.json).toBe(9);
	});

	test('volatile functions write; nothing else does', async () => {
		const made = await post(
			'/rpc/insert_client',
			{ new_id: 5, new_name: 'Five' },
			{ headers: { prefer: 'tx=rollback' } }
		);
		expect(made.json).toEqual({ id: 5, name: 'Five' });
		const read = await rest.ask('/rpc/insert_client?new_id=5&new_name=Five');
		expect([read.status, read.json]).toMatchObject([405, { code: '25006' }]);
		expect((await post('/rpc/write_in_stable')).status).toBe(400);
		const undone = await post('/rpc/raises_after_insert');
		expect([undone.status, undone.json]).toMatchObject([400, { code: 'P0001', message: 'undone' }]);
		expect((await rest.ask('/clients?id=eq.98')).json).toEqual([]);
	});

	test('max-affected counts what a function returns', async () => {
		const strict = { headers: { prefer: 'handling=strict, max-affected=1' } };
		expect((await post('/rpc/delete_some', {}, strict)).json).toMatchObject({ code: 'PGRST124' });
		expect((await rest.ask('/keyless')).json).toHaveLength(2);
		expect((await post('/rpc/add', { a: 1, b: 2 }, strict)).json).toMatchObject({
			code: 'PGRST128'
		});
	});

	test.each<[string, string, unknown, number, object]>([
		[
			'GET',
			'/rpc/ad?a=1',
			undefined,
			404,
			{ code: 'PGRST202', message: 'Could not find the function api.ad(a) in the schema cache' }
		],
		[
			'GET',
			'/rpc/add?a=1',
			undefined,
			404,
			{ code: 'PGRST202', hint: 'Perhaps you meant to call the function api.add(a, b)' }
		],
		[
			'POST',
			'/rpc/add',
			{ a: 1, c: 2 },
			404,
			{
				code: 'PGRST202',
				details:
					'Searched for the function api.add with parameters a, c or with a single unnamed json/jsonb parameter, but no matches were found in the schema cache.'
			}
		],
		[
			'GET',
			'/rpc/ambiguous?a=1',
			undefined,
			300,
			{
				code: 'PGRST203',
				message:
					'Could not choose the best candidate function between: api.ambiguous(a => integer), api.ambiguous(a => text)'
			}
		],
		['GET', '/rpc/add?a=x&b=1', undefined, 400, { code: '22P02' }],
		['PUT', '/rpc/add', {}, 405, { code: 'PGRST101', message: 'Cannot use the PUT method on RPC' }],
		['GET', '/rpc/private_one', undefined, 401, { code: '42501' }],
		[
			'POST',
			'/rpc/raise_as',
			{ state: 'PT418', message: 'tea' },
			418,
			{ code: 'PT418', message: 'tea', details: 'the detail', hint: 'the hint' }
		],
		[
			'POST',
			'/rpc/raise_as',
			{ state: 'P0001', message: 'no' },
			400,
			{ code: 'P0001', message: 'no' }
		],
		['POST', '/rpc/raise_as', { state: '40001', message: 'no' }, 500, { code: '40001' }],
		[
			'POST',
			'/rpc/raise_response',
			{},
			402,
			{ code: '123', message: 'ABC', details: 'DEF', hint: 'XYZ' }
		],
		['POST', '/rpc/raise_badly', {}, 500, { code: 'PGRST121' }],
		['POST', '/rpc/set_bad_headers', {}, 500, { code: 'PGRST111' }]
	])('%s %s %j answers %i', async (method, path, body, status, json) => {
		const answer = await rest.ask(path, { method, body });
		expect(answer.json).toMatchObject(json);
		expect(answer.status).toBe(status);
	});

	test('SQL sets headers and status of its answer', async () => {
		const answer = await post('/rpc/set_response');
		expect([answer.status, answer.json, answer.headers.get('x-first')]).toEqual([207, 'done', 'a']);
		expect(answer.headers.getSetCookie()).toEqual(['s=1', 't=2']);
		expect((await post('/rpc/raise_response')).headers.get('x-powered-by')).toBe('Nerd Rage');
	});
});

describe('what SQL knows of its request', () => {
	test('claims, role, method, path', async () => {
		expect(JSON.parse(await setting('request.jwt.claims', { as: 'authenticated' }))).toMatchObject({
			role: 'authenticated',
			sub: personId
		});
		expect(JSON.parse(await setting('request.jwt.claims'))).toEqual({ role: 'anon' });
		expect(await setting('role')).toBe('anon');
		expect(await setting('role', { as: 'service_role' })).toBe('service_role');
		expect(await setting('request.method')).toBe('GET');
		expect(await setting('request.path')).toBe('/rpc/setting');
		expect(await setting('search_path')).toBe('"api", "public", "extensions"');
		expect(await setting('transaction_read_only')).toBe('on');
	});

	test('headers in lower case, cookies apart', async () => {
		const headers = { 'X-Balcao-Account': 'a1', cookie: 'one=1; two=2' };
		expect(JSON.parse(await setting('request.headers', { headers }))).toMatchObject({
			'x-balcao-account': 'a1'
		});
		expect(JSON.parse(await setting('request.headers', { headers }))).not.toHaveProperty('cookie');
		expect(JSON.parse(await setting('request.cookies', { headers }))).toEqual({
			one: '1',
			two: '2'
		});
	});

	test('the role’s and the function’s own settings hold', async () => {
		expect(await setting('statement_timeout')).toBe('1500ms');
		expect((await rest.ask('/rpc/with_timeout')).json).toBe('7s');
		const slow = await post('/rpc/slow', { seconds: 5 });
		expect([slow.status, slow.json]).toMatchObject([500, { code: '57014' }]);
	});

	test('nothing of a request is left for the next', async () => {
		const one = await rest.serve({ poolSize: 1 });
		const ask = async (headers: Record<string, string>) =>
			(await fetch(`${one.url}/rest/v1/rpc/setting?name=request.jwt.claims`, { headers })).json();
		const token = await rest.token({ role: 'authenticated', sub: personId });
		expect(await ask({ authorization: `Bearer ${token}` })).toContain(personId);
		expect(await ask({})).toBe('{"role":"anon"}');
		await one.stop();
	});

	test('a function may be called before each request', async () => {
		await rest.execute(
			"create function other.gate() returns void language plpgsql as $$ begin if current_setting('request.headers')::json ->> 'x-blocked' is not null then raise sqlstate 'PT403' using message = 'blocked'; end if; end $$; grant execute on function other.gate() to anon"
		);
		const gated = await rest.serve({ preRequest: 'other.gate' });
		const at = `${gated.url}/rest/v1/clients`;
		expect((await fetch(at)).status).toBe(200);
		expect((await fetch(at, { headers: { 'x-blocked': '1' } })).status).toBe(403);
		await gated.stop();
	});
});

describe('tokens', () => {
	const now = () => Math.floor(Date.now() / 1000);
	const withToken = (token: string) =>
		rest.ask('/clients', { headers: { authorization: `Bearer ${token}` } });

	test('what a refused token answers', async () => {
		const expired = await withToken(await rest.token({ role: 'anon', exp: now() - 60 }));
		expect([expired.status, expired.json]).toMatchObject([
			401,
			{ code: 'PGRST303', message: 'JWT expired' }
		]);
		expect(expired.headers.get('www-authenticate')).toBe(
			'Bearer error="invalid_token", error_description="JWT expired"'
		);
		const early = await withToken(await rest.token({ role: 'anon', nbf: now() + 600 }));
		expect(early.json).toMatchObject({ code: 'PGRST303', message: 'JWT not yet valid' });
		const future = await withToken(await rest.token({ role: 'anon', iat: now() + 600 }));
		expect(future.json).toMatchObject({ code: 'PGRST303', message: 'JWT issued at future' });
		const [head, body] = (await rest.token({ role: 'service_role' })).split('.');
		const forged = await withToken(`${head}.${body}.${'A'.repeat(86)}`);
		expect([forged.status, forged.json]).toMatchObject([
			401,
			{ code: 'PGRST301', message: 'No suitable key or wrong key type' }
		]);
		expect((await withToken('a.b')).json).toMatchObject({
			code: 'PGRST301',
			message: 'Expected 3 parts in JWT; got 2'
		});
		expect((await withToken('a.b.c')).json).toMatchObject({ code: 'PGRST301' });
		expect(
			(await rest.ask('/clients', { headers: { authorization: 'Bearer' } })).json
		).toMatchObject({ code: 'PGRST301', message: 'Empty JWT is sent in Authorization header' });
	});

	test('roles that do not exist or may not be taken', async () => {
		const unknown = await rest.ask('/clients', { as: 'nobody' });
		expect([unknown.status, unknown.json]).toMatchObject([
			401,
			{ code: '22023', message: 'role "nobody" does not exist' }
		]);
		const powerful = await rest.ask('/clients', { as: 'supabase_admin' });
		expect([powerful.status, powerful.json]).toMatchObject([403, { code: '42501' }]);
	});

	test('a token without a role is anonymous; without an anonymous role a token is required', async () => {
		expect((await withToken(await rest.token({ sub: personId }))).status).toBe(200);
		const closed = await rest.serve({ anonRole: undefined });
		const response = await fetch(`${closed.url}/rest/v1/clients`);
		expect([response.status, await response.json()]).toMatchObject([401, { code: 'PGRST302' }]);
		await closed.stop();
	});
});

describe('CORS and OPTIONS', () => {
	test('any origin may ask', async () => {
		const preflight = await rest.ask('/clients', {
			method: 'OPTIONS',
			headers: {
				origin: 'http://x.test',
				'access-control-request-method': 'POST',
				'access-control-request-headers': 'Foo,Bar'
			}
		});
		expect(preflight.status).toBe(200);
		expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
		expect(preflight.headers.get('access-control-allow-methods')).toBe(
			'GET, POST, PATCH, PUT, DELETE, OPTIONS, HEAD'
		);
		expect(preflight.headers.get('access-control-allow-headers')).toBe(
			'Authorization, Foo, Bar, Accept, Accept-Language, Content-Language'
		);
		expect(preflight.headers.get('access-control-max-age')).toBe('86400');
		const plain = await rest.ask('/clients', { headers: { origin: 'http://x.test' } });
		expect(plain.headers.get('access-control-allow-origin')).toBe('*');
		expect(plain.headers.get('access-control-expose-headers')).toContain('Content-Range');
	});

	test.each([
		['/clients', 'OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE'],
		['/keyless', 'OPTIONS,GET,HEAD,POST,PATCH,DELETE'],
		['/rpc/add?a=1&b=1', 'OPTIONS,GET,HEAD,POST'],
		['/rpc/delete_some', 'OPTIONS,POST'],
		['/', 'OPTIONS,GET,HEAD']
	])('OPTIONS %s allows %s', async (path, allow) => {
		const answer = await rest.ask(path, { method: 'OPTIONS' });
		expect([answer.status, answer.headers.get('allow')]).toEqual([200, allow]);
	});
});

describe('reload', () => {
	test('a new table is found once the schema is reloaded', async () => {
		await rest.execute(
			'create table api.fresh (id int primary key); grant select on api.fresh to anon'
		);
		await rest.execute("notify pgrst, 'reload schema'");
		await expect.poll(async () => (await rest.ask('/fresh')).status).toBe(200);
		await rest.execute('alter table api.fresh alter id type text');
		await rest.execute("notify pgrst, 'reload schema'");
		await expect.poll(async () => (await rest.ask('/fresh?id=eq.x')).status).toBe(200);
	});

	test('settings of the authenticator configure the service', async () => {
		await rest.execute(
			"alter role authenticator set pgrst.db_aggregates_enabled = 'true'; alter role authenticator set pgrst.db_max_rows = '1'; notify pgrst, 'reload config'"
		);
		await expect
			.poll(async () => (await rest.ask('/projects?select=count()')).json)
			.toEqual([{ count: 5 }]);
		expect((await rest.ask('/projects?select=id')).json).toHaveLength(1);
	});
});
