import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startRestFixture, type AskOptions, type RestFixture } from './testing/rest-fixture.ts';

let rest: RestFixture;
beforeAll(async () => {
	rest = await startRestFixture();
});
afterAll(() => rest?.stop());

const rowsOf = async (path: string, options?: AskOptions) => {
	const { status, json } = await rest.ask(path, options);
	expect({ path, status, json }).toMatchObject({ path, status: 200 });
	return json;
};
const ids = (...wanted: number[]) => wanted.map((id) => ({ id }));

describe('select', () => {
	test.each([
		[
			'/clients',
			[
				{ id: 1, name: 'Microsoft' },
				{ id: 2, name: 'Apple' }
			]
		],
		['/clients?select=*&id=eq.1', [{ id: 1, name: 'Microsoft' }]],
		['/clients?select=label:name&id=eq.1', [{ label: 'Microsoft' }]],
		['/clients?select=id::text&id=eq.1', [{ id: '1' }]],
		['/clients?select=&id=eq.1', [{ id: 1, name: 'Microsoft' }]],
		['/kinds?select="odd name, quoted"&id=eq.1', [{ 'odd name, quoted': 'odd' }]],
		['/tasks?select=data->a->b->>1&id=eq.1', [{ b: '20' }]],
		['/tasks?select=data->a->b->-2&id=eq.1', [{ b: 10 }]],
		['/tasks?select=deep:data->a&id=eq.1', [{ deep: { b: [10, 20] } }]],
		['/tasks?select=data->>dashed-key&id=eq.4', [{ 'dashed-key': 'x' }]],
		['/kinds?select=tags->>0&id=eq.1', [{ tags: 'a' }]],
		['/projects?select=full_label&id=eq.1', [{ full_label: '#1 Windows 7' }]],
		['/project_names?select=label&project_key=eq.3', [{ label: 'IOS' }]]
	])('%s', async (path, rows) => {
		expect(await rowsOf(path)).toEqual(rows);
	});

	test('values come as Postgres writes them', async () => {
		const { text } = await rest.ask('/kinds?select=big,amount,at,bytes,plain&id=eq.1');
		expect(text).toBe(
			'[{"big":9007199254740993,"amount":12345678901234567890.12,"at":"2026-01-02T03:04:05.678901+00:00","bytes":"\\\\xdeadbeef","plain":{"k": 1.50}}]'
		);
	});

	test('Prefer: timezone moves instants', async () => {
		const { json, headers } = await rest.ask('/kinds?select=at&id=eq.2', {
			headers: { prefer: 'timezone=America/Sao_Paulo' }
		});
		expect(json).toEqual([{ at: '2026-06-02T00:04:05-03:00' }]);
		expect(headers.get('preference-applied')).toBe('timezone=America/Sao_Paulo');
	});
});

describe('filters', () => {
	test.each([
		['id=eq.1', [1]],
		['id=neq.1', [2, 3]],
		['id=gt.1', [2, 3]],
		['id=gte.2&id=lt.3', [2]],
		['id=not.lte.2', [3]],
		['id=in.(1,3)', [1, 3]],
		['id=in.()', []],
		['id=not.in.(1)', [2, 3]],
		['flag=is.true', [1]],
		['flag=not.is.null', [1, 2]],
		['flag=is.not_null', [1, 2]],
		['flag=is.unknown', [3]],
		['mood=isdistinct.calm', [2, 3]],
		['prose=like.*brown*', [1]],
		['prose=ilike.LAZY*', [2]],
		['prose=like(any).{the*,*dogs}', [1, 2]],
		['prose=like(all).{the*,*dogs}', []],
		['id=eq(any).{1,2}', [1, 2]],
		['prose=match.^the', [1]],
		['prose=imatch.DOGS$', [2]],
		['tags=cs.{b}', [1, 2]],
		['tags=cd.{a,b,z}', [1]],
		['tags=ov.{c,d}', [2]],
		['span=sl.[10,20)', [1]],
		['span=sr.[1,10)', [2]],
		['span=nxr.[1,10)', [1]],
		['span=nxl.[10,20)', [2]],
		['span=adj.[20,30)', [2]],
		['span=cs.[2,3)', [1]],
		['words=fts.fox', [1]],
		['words=fts(english).foxes', [1]],
		['prose=plfts(english).lazy dog', [2]],
		['prose=phfts(english).quick brown', [1]],
		['prose=wfts(english).-fox', [2]],
		['words=not.wfts(simple).fox', [2]],
		['plain->>k=eq.1.50', [1]],
		['tags->>0=eq.b', [2]],
		['"odd name, quoted"=eq.odd', [1]],
		['or=(id.eq.1,mood.eq.cross)', [1, 2]],
		['not.or=(id.eq.1,id.eq.2)', [3]],
		['and=(id.gt.1,or(mood.is.null,mood.eq.calm))', [3]],
		['or=("odd name, quoted".eq."a \\"q\\" \\\\ b",id.in.(3))', [2, 3]],
		['or=(tags.cs.{a,b},not.and(id.gte.1,id.lte.2))', [1, 3]]
	])('%s', async (filter, wanted) => {
		expect(await rowsOf(`/kinds?select=id&order=id&${encodeURI(filter)}`)).toEqual(ids(...wanted));
	});
});

describe('order and ranges', () => {
	test.each([
		['/kinds?select=id&order=id.desc', [3, 2, 1]],
		['/kinds?select=id&order=mood.desc.nullslast', [2, 1, 3]],
		['/kinds?select=id&order=mood.nullsfirst,id', [3, 1, 2]],
		['/tasks?select=id&order=data->level.desc.nullslast,id', [2, 1, 3, 4, 5]],
		['/projects?select=id,clients()&order=clients(name).asc.nullslast,id.desc', [4, 3, 2, 1, 5]],
		['/kinds?select=id&order=id&limit=1&offset=1', [2]],
		['/kinds?select=id&order=id&limit=0', []],
		['/kinds?select=id&order=id&limit=nonsense', [1, 2, 3]]
	])('%s', async (path, wanted) => {
		expect(await rowsOf(path)).toEqual(ids(...wanted));
	});

	test.each<[string, Record<string, string>, number, string]>([
		['/projects?select=id', {}, 200, '0-4/*'],
		['/projects?select=id', { prefer: 'count=exact' }, 200, '0-4/5'],
		['/projects?select=id&limit=2', { prefer: 'count=exact' }, 206, '0-1/5'],
		['/projects?select=id&limit=2&offset=3', { prefer: 'count=exact' }, 206, '3-4/5'],
		['/projects?select=id&id=eq.99', { prefer: 'count=exact' }, 200, '*/0'],
		['/projects?select=id&limit=2', { prefer: 'count=estimated' }, 206, '0-1/5'],
		['/projects?select=id', { range: '1-2', 'range-unit': 'items' }, 200, '1-2/*'],
		['/projects?select=id', { range: '3-' }, 200, '3-4/*'],
		['/projects?select=id&limit=3', { range: '1-1' }, 200, '1-1/*']
	])('%s with %j answers %i, Content-Range %s', async (path, headers, status, range) => {
		const answer = await rest.ask(path, { headers });
		expect(answer.status).toBe(status);
		expect(answer.headers.get('content-range')).toBe(range);
	});

	test('an offset behind the counted end, and impossible ranges, answer 416', async () => {
		const behind = await rest.ask('/projects?offset=9', { headers: { prefer: 'count=exact' } });
		expect(behind.json).toMatchObject({
			code: 'PGRST103',
			details: 'An offset of 9 was requested, but there are only 5 rows.'
		});
		expect(behind.headers.get('content-range')).toBe('*/5');
		expect((await rest.ask('/projects', { headers: { range: '3-1' } })).status).toBe(416);
		expect((await rest.ask('/projects?limit=-1')).status).toBe(416);
		expect((await rest.ask(`/projects?offset=${'9'.repeat(25)}`)).status).toBe(416);
	});

	test('the planner’s count is a number', async () => {
		const { headers } = await rest.ask('/projects', { headers: { prefer: 'count=planned' } });
		expect(headers.get('content-range')).toBe('0-4/5');
	});

	test('max_rows cuts rows, embedded ones too, and counts all', async () => {
		const small = await rest.serve({ maxRows: 2 });
		const at = `${small.url}/rest/v1`;
		const response = await fetch(`${at}/projects?select=id`, {
			headers: { prefer: 'count=exact' }
		});
		expect(await response.json()).toHaveLength(2);
		expect(response.headers.get('content-range')).toBe('0-1/5');
		const embedded = await fetch(`${at}/clients?select=kinds:projects(id)&limit=1`);
		expect(await embedded.json()).toEqual([{ kinds: [{ id: 1 }, { id: 2 }] }]);
		const numbers = await fetch(`${at}/rpc/numbers?last=50`);
		expect(await numbers.json()).toEqual([1, 2]);
		await small.stop();
	});
});

describe('embedding', () => {
	test.each<[string, unknown]>([
		[
			'/projects?select=name,clients(name)&id=in.(1,5)&order=id',
			[
				{ name: 'Windows 7', clients: { name: 'Microsoft' } },
				{ name: 'Orphan', clients: null }
			]
		],
		[
			'/clients?select=name,projects(name)&id=eq.2',
			[{ name: 'Apple', projects: [{ name: 'IOS' }, { name: 'OSX' }] }]
		],
		[
			'/clients?select=projects(tasks(name))&id=eq.2',
			[{ projects: [{ tasks: [{ name: 'Design IOS' }] }, { tasks: [] }] }]
		],
		[
			'/people?select=name,tasks(id)&tasks.order=id&order=id',
			[
				{ name: 'Angela', tasks: ids(1, 2) },
				{ name: 'Michael', tasks: ids(3) },
				{ name: 'Dwight', tasks: ids(1) }
			]
		],
		[
			'/tasks?select=id,people!people_tasks(name)&people.order=name&id=eq.1',
			[{ id: 1, people: [{ name: 'Angela' }, { name: 'Dwight' }] }]
		],
		[
			'/people?select=name,profiles(bio)&order=id&limit=2',
			[
				{ name: 'Angela', profiles: { bio: 'first' } },
				{ name: 'Michael', profiles: null }
			]
		],
		[
			'/profiles?select=bio,people(name)&person_id=eq.3',
			[{ bio: 'third', people: { name: 'Dwight' } }]
		],
		[
			'/letters?select=from:people!letters_sender_id_fkey(name),to:people!recipient_id(name)&id=eq.1',
			[{ from: { name: 'Angela' }, to: { name: 'Michael' } }]
		],
		['/letters?select=sender_id(name)&id=eq.2', [{ sender_id: { name: 'Michael' } }]],
		[
			'/letters?select=letters_sender_id_fkey(name)&id=eq.2',
			[{ letters_sender_id_fkey: { name: 'Michael' } }]
		],
		[
			'/employees?select=name,boss:manager_id(name),employees(name)&id=eq.2',
			[{ name: 'Middle', boss: { name: 'Root' }, employees: [{ name: 'Leaf' }] }]
		],
		[
			'/employees?select=name,team:employees!manager_id(name)&id=eq.1',
			[{ name: 'Root', team: [{ name: 'Middle' }] }]
		],
		[
			'/orders?select=note,order_lines(line,amount_cents)&reseller_id=eq.1&id=eq.1&order_lines.order=line.desc',
			[
				{
					note: 'first',
					order_lines: [
						{ line: 2, amount_cents: 250 },
						{ line: 1, amount_cents: 100 }
					]
				}
			]
		],
		[
			'/order_lines?select=line,orders(note)&reseller_id=eq.2',
			[{ line: 1, orders: { note: 'of another' } }]
		],
		[
			'/project_names?select=label,clients(name)&project_key=eq.1',
			[{ label: 'Windows 7', clients: { name: 'Microsoft' } }]
		],
		[
			'/clients?select=project_names(label)&id=eq.2',
			[{ project_names: [{ label: 'IOS' }, { label: 'OSX' }] }]
		],
		['/project_names?select=tasks(id)&project_key=eq.1', [{ tasks: ids(1, 2) }]],
		[
			'/books?select=title,people(name)&id=eq.1',
			[{ title: 'On REST', people: { name: 'Angela' } }]
		],
		['/book_list?select=people(name)&id=eq.2', [{ people: { name: 'Michael' } }]],
		['/projects?select=open_tasks(id)&id=eq.1', [{ open_tasks: ids(1, 2) }]],
		['/projects?select=lead_client(name)&id=eq.3', [{ lead_client: { name: 'Apple' } }]],
		[
			'/projects?select=id,...clients(client:name)&order=id&limit=1',
			[{ id: 1, client: 'Microsoft' }]
		],
		[
			'/tasks?select=id,...projects(project:name,...clients(client:name))&id=eq.1',
			[{ id: 1, project: 'Windows 7', client: 'Microsoft' }]
		],
		[
			'/clients?select=name,...projects(names:name,ids:id)&projects.order=id.desc&id=eq.1',
			[{ name: 'Microsoft', names: ['Windows 10', 'Windows 7'], ids: [2, 1] }]
		],
		[
			'/clients?select=label:name,...projects(due_on,...tasks(*))&projects.order=id&id=eq.2',
			[
				{
					label: 'Apple',
					due_on: [null, null],
					id: [[5], []],
					name: [['Design IOS'], []],
					project_id: [[3], []],
					data: [[null], []]
				}
			]
		],
		[
			'/projects?select=id,tasks!inner(id)&tasks.name=like.Code*&order=id',
			[
				{ id: 1, tasks: ids(2) },
				{ id: 2, tasks: ids(4) }
			]
		],
		['/projects?select=id,clients!inner()&clients.name=eq.Apple&order=id', ids(3, 4)],
		['/projects?select=id,tasks()&tasks=is.null&order=id', ids(4, 5)],
		['/projects?select=id,tasks()&tasks=not.is.null&order=id', ids(1, 2, 3)],
		['/projects?select=id,clients()&clients=is.null', ids(5)],
		[
			'/projects?select=id,clients(),tasks()&or=(clients.is.null,tasks.is.null)&order=id',
			ids(4, 5)
		],
		[
			'/projects?select=id,t:tasks(id)&t.or=(id.eq.1,id.eq.3)&t.limit=1&id=eq.1',
			[{ id: 1, t: ids(1) }]
		],
		[
			'/clients?select=id,projects(id)&projects.order=id.desc&projects.limit=1&projects.offset=1&order=id',
			[
				{ id: 1, projects: ids(1) },
				{ id: 2, projects: ids(3) }
			]
		]
	])('%s', async (path, rows) => {
		expect(await rowsOf(path)).toEqual(rows);
	});

	test('inner embeds and null tests count as conditions', async () => {
		const counted = async (path: string) => {
			const { headers } = await rest.ask(path, { headers: { prefer: 'count=exact' } });
			return headers.get('content-range');
		};
		expect(await counted('/projects?select=id,tasks!inner(id)&tasks.name=like.Code*&limit=1')).toBe(
			'0-0/2'
		);
		expect(await counted('/projects?select=id,tasks()&tasks=is.null&limit=1')).toBe('0-0/2');
	});

	test('an aliased embed named by its target is warned of, or refused', async () => {
		const path = '/projects?select=id,t:tasks(id)&tasks.id=eq.1&id=eq.1';
		const warned = await rest.ask(path);
		expect(warned.json).toEqual([{ id: 1, t: ids(1) }]);
		expect(warned.headers.get('warning')).toContain('Update `tasks` to `t`');
		const strict = await rest.serve({ legacyTargetNames: false });
		const refused = await fetch(`${strict.url}/rest/v1${path}`);
		expect(await refused.json()).toMatchObject({
			code: 'PGRST108',
			hint: "Change 'tasks' to 't' in filters, orders or limits."
		});
		await strict.stop();
	});

	test.each<[string, number, object]>([
		[
			'/letters?select=people(name)',
			300,
			{
				code: 'PGRST201',
				hint: "Try changing 'people' to one of the following: 'people!letters_recipient_id_fkey', 'people!letters_sender_id_fkey'. Find the desired relationship in the 'details' key."
			}
		],
		[
			'/clients?select=tasks(id)',
			400,
			{
				code: 'PGRST200',
				message: "Could not find a relationship between 'clients' and 'tasks' in the schema cache"
			}
		],
		[
			'/projects?select=client(id)',
			400,
			{ code: 'PGRST200', hint: "Perhaps you meant 'clients' instead of 'client'." }
		],
		['/projects?select=clients!nope(id)', 400, { code: 'PGRST200' }],
		[
			'/projects?select=id&tasks.id=eq.1',
			400,
			{ code: 'PGRST108', message: "'tasks' is not an embedded resource in this request" }
		],
		[
			'/clients?select=id,projects(id)&order=projects(id)',
			400,
			{
				code: 'PGRST118',
				details: "'clients' and 'projects' do not form a many-to-one or one-to-one relationship"
			}
		],
		['/projects?select=id&order=clients(id)', 400, { code: 'PGRST108' }],
		['/projects?select=count()', 400, { code: 'PGRST123' }],
		[
			'/client',
			404,
			{
				code: 'PGRST205',
				message: "Could not find the table 'api.client' in the schema cache",
				hint: "Perhaps you meant the table 'api.clients'"
			}
		],
		['/clients?nope=eq.1', 400, { code: '42703' }],
		['/clients?id=eq.x', 400, { code: '22P02' }],
		['/a/b', 404, { code: 'PGRST125' }]
	])('%s answers %i', async (path, status, body) => {
		const answer = await rest.ask(path);
		expect(answer.json).toMatchObject(body);
		expect(answer.status).toBe(status);
	});
});

test('aggregates, where they are switched on', async () => {
	const open = await rest.serve({ aggregatesEnabled: true });
	const rows = async (path: string) => (await fetch(`${open.url}/rest/v1${path}`)).json();
	expect(await rows('/projects?select=count()')).toEqual([{ count: 5 }]);
	expect(
		await rows('/projects?select=client_id,n:id.max()&client_id=not.is.null&order=client_id')
	).toEqual([
		{ client_id: 1, n: 2 },
		{ client_id: 2, n: 4 }
	]);
	expect(
		await rows('/order_lines?select=amount_cents.sum(),...orders(note)&reseller_id=eq.1')
	).toEqual([{ sum: 350, note: 'first' }]);
	expect(await rows('/projects?select=...clients(name),ids:id.min()&client_id=eq.2')).toEqual([
		{ name: 'Apple', ids: 3 }
	]);
	expect(
		await rows('/tasks?select=...projects(...clients(name,n:count()))&project_id=in.(1,2)')
	).toEqual([{ name: 'Microsoft', n: 4 }]);
	expect(await rows('/clients?select=...projects(id.max())')).toMatchObject({ code: 'PGRST127' });
	await open.stop();
});

describe('forms of an answer', () => {
	test('one object, or none of the rows', async () => {
		const accept = 'application/vnd.pgrst.object+json';
		const one = await rest.ask('/clients?id=eq.1', { headers: { accept } });
		expect(one.json).toEqual({ id: 1, name: 'Microsoft' });
		expect(one.headers.get('content-type')).toBe(`${accept}; charset=utf-8`);
		const several = await rest.ask('/clients', { headers: { accept } });
		expect([several.status, several.json]).toEqual([
			406,
			{
				code: 'PGRST116',
				details: 'The result contains 2 rows',
				hint: null,
				message: 'Cannot coerce the result to a single JSON object'
			}
		]);
	});

	test('without nulls', async () => {
		const accept = 'application/vnd.pgrst.array+json;nulls=stripped';
		expect(await rowsOf('/kinds?id=eq.3', { headers: { accept } })).toEqual(ids(3));
	});

	test('CSV', async () => {
		const { text, headers } = await rest.ask('/kinds?select=id,code,prose&order=id', {
			headers: { accept: 'text/csv' }
		});
		expect(text).toBe('id,code,prose\n1,abc,"the quick brown foxes"\n2,,"lazy dogs"\n3,,');
		expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
	});

	test('HEAD has the headers and no body', async () => {
		const answer = await rest.ask('/projects?limit=2', {
			method: 'HEAD',
			headers: { prefer: 'count=exact' }
		});
		expect([answer.status, answer.headers.get('content-range'), answer.text]).toEqual([
			206,
			'0-1/5',
			''
		]);
	});

	test('the query is repeated, sorted, in Content-Location', async () => {
		const { headers } = await rest.ask('/clients?select=id,name&id=eq.1');
		expect(headers.get('content-location')).toBe('/clients?id=eq.1&select=id%2Cname');
		expect(headers.get('vary')).toBe('Accept, Prefer, Range');
	});

	test('a plan, only where it is switched on', async () => {
		const accept = 'application/vnd.pgrst.plan+json; for="application/json"; options=verbose;';
		expect((await rest.ask('/clients', { headers: { accept } })).status).toBe(406);
		const open = await rest.serve({ planEnabled: true });
		const response = await fetch(`${open.url}/rest/v1/clients`, { headers: { accept } });
		expect(await response.json()).toMatchObject([{ Plan: { 'Node Type': 'Aggregate' } }]);
		await open.stop();
	});
});

test('schemas are chosen by profile', async () => {
	expect(await rowsOf('/things', { headers: { 'accept-profile': 'other' } })).toEqual([
		{ id: 1, label: 'thing' }
	]);
	const { headers } = await rest.ask('/clients');
	expect(headers.get('content-profile')).toBe('api');
	const hidden = await rest.ask('/books', { headers: { 'accept-profile': 'hidden' } });
	expect([hidden.status, hidden.json]).toMatchObject([
		406,
		{
			code: 'PGRST106',
			message: 'Invalid schema: hidden',
			hint: 'Only the following schemas are exposed: api, other'
		}
	]);
});

test('OpenAPI describes what the role may use', async () => {
	const { json, headers } = await rest.ask('/');
	expect(headers.get('content-type')).toBe('application/openapi+json; charset=utf-8');
	expect(json).toMatchObject({
		swagger: '2.0',
		definitions: {
			clients: { required: ['id', 'name'], properties: { id: { format: 'integer' } } }
		}
	});
	expect(Object.keys((json as { paths: object }).paths)).toEqual(
		expect.arrayContaining(['/clients', '/rpc/add'])
	);
	expect(Object.keys((json as { paths: object }).paths)).not.toContain('/rpc/private_one');
});
