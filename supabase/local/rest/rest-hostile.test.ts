import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startRestFixture, type RestFixture } from './testing/rest-fixture.ts';

let rest: RestFixture;
const unexpected: unknown[] = [];
beforeAll(async () => {
	rest = await startRestFixture({
		log: (message, error) => void unexpected.push([message, error])
	});
});
afterAll(() => rest?.stop());

const send = (path: string, init: RequestInit = {}) => fetch(`${rest.url}/rest/v1${path}`, init);
const json = { 'content-type': 'application/json' };

/** A small generator with a fixed seed (xorshift), so that a failure comes back. */
function random(seed: number) {
	let state = seed;
	return (below: number) => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) % below;
	};
}

const scraps = [
	'select=',
	'order=',
	'or=(',
	'and=(',
	'not.',
	'id=',
	'eq.',
	'in.(',
	'is.',
	'null',
	'clients',
	'!inner',
	'!',
	'(',
	')',
	',',
	'.',
	':',
	'::',
	'->',
	'->>',
	'*',
	'"',
	'\\',
	"'",
	';--',
	'$1',
	'%00',
	'%ff',
	'%f0%9f%98%80',
	'%22',
	'&',
	'=',
	'...',
	'count()',
	'.sum()',
	'limit=',
	'offset=',
	'-1',
	'9'.repeat(30),
	'columns=',
	'on_conflict=',
	'{',
	'}',
	'fts(',
	'cs.',
	'name',
	'tasks',
	'1',
	' ',
	'+',
	'%',
	'%zz',
	'é',
	'data',
	'0'
];

describe('garbage is a client’s error, never ours', () => {
	test.each([1, 2, 3])('query strings of seed %i', async (seed) => {
		const next = random(seed * 7919);
		const paths = Array.from({ length: 250 }, () => {
			const query = Array.from({ length: 1 + next(12) }, () => scraps[next(scraps.length)]).join(
				''
			);
			const target = ['/projects', '/tasks', '/rpc/add', '/rpc/all_projects', '/kinds'][next(5)];
			return `${target}?${query.replaceAll(' ', '%20').replaceAll('é', '%C3%A9')}`;
		});
		const answers = await Promise.all(
			paths.map(async (path) => ({ path, status: (await send(path)).status }))
		);
		expect(answers.filter(({ status }) => status >= 500 && status !== 501)).toEqual([]);
		expect(answers.some(({ status }) => status === 200)).toBe(true);
	});

	test.each([1, 2])('bodies of seed %i', async (seed) => {
		const next = random(seed * 104729);
		const pieces = [
			'{',
			'}',
			'[',
			']',
			'"id"',
			':',
			',',
			'1',
			'null',
			'"name"',
			'"x"',
			'\\u0000',
			'"\\u0000"',
			'"\\ud800"',
			'1e999',
			'-',
			'true',
			'{"id":1}',
			'{"id":200,"name":"n"}',
			'\u00ff'
		];
		const bodies = Array.from({ length: 150 }, () =>
			Array.from({ length: 1 + next(9) }, () => pieces[next(pieces.length)]).join('')
		);
		const targets = [
			'/clients',
			'/rpc/echo_json',
			'/rpc/takes_json',
			'/clients?columns=id,name',
			'/rpc/add'
		];
		const answers = await Promise.all(
			bodies.map(async (body) => {
				const path = targets[next(targets.length)]!;
				const headers = { ...json, prefer: 'tx=rollback, missing=default' };
				return { path, body, status: (await send(path, { method: 'POST', body, headers })).status };
			})
		);
		expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
	});

	test.each<[string, string, RequestInit, number]>([
		['NUL in a value', '/clients?name=eq.%00', {}, 400],
		['NUL in a name', '/clients?select="a%00b"', {}, 400],
		['NUL in the path', '/cli%00ents', {}, 400],
		[
			'NUL in a JSON value',
			'/clients',
			{ method: 'POST', body: '{"id":5,"name":"a\\u0000b"}', headers: json },
			400
		],
		[
			'NUL in columns=',
			'/clients?columns=id,name',
			{ method: 'POST', body: '[{"id":5,"name":"\\u0000"}]', headers: json },
			400
		],
		['invalid UTF-8 in the URL', '/clients?name=eq.%ff', {}, 400],
		[
			'invalid UTF-8 in the body',
			'/clients',
			{ method: 'POST', body: new Uint8Array([0x22, 0xff, 0x22]), headers: json },
			400
		],
		['deep logic', `/clients?or=${'(and'.repeat(500)}`, {}, 400],
		['deep embedding', `/projects?select=${'clients('.repeat(500)}`, {}, 400],
		[
			'deep JSON',
			'/rpc/echo_json',
			{
				method: 'POST',
				body: `{"doc":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
				headers: json
			},
			400
		],
		['a cast that is SQL', '/clients?select=id::int;drop table x', {}, 400],
		['a name that is SQL', '/clients?select="id\\"; drop table api.clients; --"', {}, 400],
		['a type that is not', '/clients?select=id::nonsense', {}, 400],
		['a range header that is none', '/clients', { headers: { range: 'bytes=all' } }, 200],
		['a media type that is none', '/clients', { headers: { accept: ';;;,,' } }, 406],
		['a time zone that is none', '/clients', { headers: { prefer: 'timezone=Moon/Base' } }, 400],
		['prototype names', '/clients?select=__proto__,constructor', {}, 400],
		['a method that is none', '/clients', { method: 'PROPFIND' }, 405]
	])('%s', async (_, path, init, status) => {
		expect((await send(path, init)).status).toBe(status);
	});

	test('ten megabytes are stored; what is over the limit is refused', async () => {
		const body = JSON.stringify({ id: 300, name: 'x'.repeat(10 * 1024 * 1024) });
		const headers = { ...json, prefer: 'tx=rollback' };
		expect((await send('/clients', { method: 'POST', body, headers })).status).toBe(201);
		const small = await rest.serve({ bodyLimit: 1000 });
		const refused = await fetch(`${small.url}/rest/v1/clients`, {
			method: 'POST',
			body: 'x'.repeat(5000),
			headers
		});
		expect(refused.status).toBe(413);
		await small.stop();
	});

	test('nothing of all this was an error of ours', () => {
		expect(unexpected).toEqual([]);
		return expect(send('/clients').then((response) => response.json())).resolves.toHaveLength(2);
	});
});

describe('a database that goes away', () => {
	test('connections cut off are replaced', async () => {
		await Promise.all(Array.from({ length: 5 }, () => send('/clients')));
		await rest.execute(
			"select pg_terminate_backend(pid) from pg_stat_activity where usename = 'authenticator'"
		);
		await expect.poll(async () => (await send('/clients')).status).toBe(200);
	});

	test('a statement cut off answers 503', async () => {
		const slow = rest.ask('/rpc/slow', {
			method: 'POST',
			body: { seconds: 5 },
			as: 'service_role'
		});
		const cut =
			"select pg_terminate_backend(pid) as cut from pg_stat_activity where query like '%pgrst_call%' and state = 'active' and pid <> pg_backend_pid()";
		await expect.poll(async () => (await rest.execute(cut)).rowCount).toBe(1);
		const { status, json: body } = await slow;
		expect([status, body]).toMatchObject([503, { code: '57P01' }]);
	});

	test('killed outright, it answers 503 until it is back, and then serves by itself', async () => {
		await rest.killDatabase();
		await expect.poll(async () => (await send('/clients')).status).toBe(503);
		const { status, json: body, headers } = await rest.ask('/clients');
		expect([status, body]).toMatchObject([
			503,
			{ code: 'PGRST000', message: 'Database connection error.' }
		]);
		expect(headers.get('retry-after')).toBe('1');
		await expect(rest.service.healthy()).rejects.toThrow();

		await rest.restartDatabase();
		await expect.poll(async () => (await send('/clients')).status).toBe(200);
		await rest.service.healthy();
		const administrator = new pg.Client({ connectionString: rest.databaseUrl('supabase_admin') });
		await administrator.connect();
		await administrator.query('create table api.after (id int); grant select on api.after to anon');
		await expect
			.poll(
				async () => {
					await administrator.query("notify pgrst, 'reload schema'");
					return (await send('/after')).status;
				},
				{ timeout: 40_000 }
			)
			.toBe(200);
		await administrator.end();
	});
});
