import { createClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { personId, startRestFixture, type RestFixture } from './testing/rest-fixture.ts';

/** The unmodified client, as the app uses it. */
let rest: RestFixture;
let anonymous: ApiClient;
let service: ApiClient;
let person: ApiClient;

type ApiClient = ReturnType<typeof apiClient>;

function apiClient(url: string, token: string) {
	return createClient(url, token, {
		db: { schema: 'api' },
		auth: { persistSession: false, autoRefreshToken: false },
		accessToken: () => Promise.resolve(token)
	});
}

beforeAll(async () => {
	rest = await startRestFixture();
	const client = async (role: string) =>
		apiClient(rest.url, await rest.token({ role, sub: personId }));
	[anonymous, person, service] = await Promise.all([
		client('anon'),
		client('authenticated'),
		client('service_role')
	]);
});
afterAll(() => rest?.stop());

describe('reading', () => {
	test('columns, filters, order and pages with a count', async () => {
		const { data, count, error } = await anonymous
			.from('projects')
			.select('id, name, client:clients(name)', { count: 'exact' })
			.or('client_id.eq.1,name.ilike.%osx%')
			.order('id', { ascending: false })
			.range(0, 1);
		expect(error).toBeNull();
		expect(data).toEqual([
			{ id: 4, name: 'OSX', client: { name: 'Apple' } },
			{ id: 2, name: 'Windows 10', client: { name: 'Microsoft' } }
		]);
		expect(count).toBe(3);
	});

	test('every filter of the client', async () => {
		const ids = async (
			build: (query: ReturnType<typeof kinds>) => PromiseLike<{ data: unknown; error: unknown }>
		) => {
			const { data, error } = await build(kinds());
			expect(error).toBeNull();
			return (data as { id: number }[]).map(({ id }) => id);
		};
		const kinds = () => anonymous.from('kinds').select('id').order('id');
		expect(await ids((query) => query.eq('id', 1))).toEqual([1]);
		expect(await ids((query) => query.neq('id', 1))).toEqual([2, 3]);
		expect(await ids((query) => query.gt('id', 1).lte('id', 2))).toEqual([2]);
		expect(await ids((query) => query.like('prose', '%fox%'))).toEqual([1]);
		expect(await ids((query) => query.likeAnyOf('prose', ['the%', 'lazy%']))).toEqual([1, 2]);
		expect(await ids((query) => query.ilikeAllOf('prose', ['THE%', '%FOXES']))).toEqual([1]);
		expect(await ids((query) => query.is('flag', null))).toEqual([3]);
		expect(await ids((query) => query.in('prose', ['lazy dogs', 'with, comma']))).toEqual([2]);
		expect(await ids((query) => query.contains('tags', ['b']))).toEqual([1, 2]);
		expect(await ids((query) => query.containedBy('tags', ['a', 'b']))).toEqual([1]);
		expect(await ids((query) => query.overlaps('tags', ['c']))).toEqual([2]);
		expect(await ids((query) => query.rangeGt('span', '[1,10)'))).toEqual([2]);
		expect(await ids((query) => query.rangeAdjacent('span', '[20,30)'))).toEqual([2]);
		expect(await ids((query) => query.textSearch('words', 'fox', { config: 'english' }))).toEqual([
			1
		]);
		expect(
			await ids((query) =>
				query.textSearch('prose', 'quick foxes', { type: 'websearch', config: 'english' })
			)
		).toEqual([1]);
		expect(await ids((query) => query.match({ id: 1, flag: true }))).toEqual([1]);
		expect(await ids((query) => query.not('id', 'in', '(1,2)'))).toEqual([3]);
		expect(await ids((query) => query.filter('mood', 'eq', 'cross'))).toEqual([2]);
	});

	test('embedded resources with their own filters, order and limit', async () => {
		const { data } = await anonymous
			.from('clients')
			.select('name, projects!inner(name, tasks(id))')
			.like('projects.name', 'Windows%')
			.order('id', { referencedTable: 'projects', ascending: false })
			.limit(1, { referencedTable: 'projects' });
		expect(data).toEqual([
			{ name: 'Microsoft', projects: [{ name: 'Windows 10', tasks: [{ id: 3 }, { id: 4 }] }] }
		]);
	});

	test('single, maybeSingle, head, csv', async () => {
		const single = await anonymous.from('clients').select().eq('id', 1).single();
		expect(single.data).toEqual({ id: 1, name: 'Microsoft' });
		const several = await anonymous.from('clients').select().single();
		expect([several.status, several.error?.code]).toEqual([406, 'PGRST116']);
		const none = await anonymous.from('clients').select().eq('id', 99).maybeSingle();
		expect([none.data, none.error]).toEqual([null, null]);
		const head = await anonymous.from('projects').select('*', { count: 'exact', head: true });
		expect([head.count, head.data]).toEqual([5, null]);
		const csv = await anonymous.from('clients').select().order('id').csv();
		expect(csv.data).toBe('id,name\n1,Microsoft\n2,Apple');
	});

	test('other schemas', async () => {
		const { data } = await anonymous.schema('other').from('things').select('label');
		expect(data).toEqual([{ label: 'thing' }]);
	});

	test('errors reach the caller with their code', async () => {
		const missing = await anonymous.from('nothing').select();
		expect([missing.status, missing.error?.code]).toEqual([404, 'PGRST205']);
		const forbidden = await person.from('secrets').select();
		expect([forbidden.status, forbidden.error?.code]).toEqual([403, '42501']);
	});
});

describe('writing', () => {
	test('insert, upsert, update, delete', async () => {
		const inserted = await service.from('clients').insert([
			{ id: 100, name: 'a' },
			{ id: 101, name: 'b' }
		]);
		expect([inserted.status, inserted.data, inserted.error]).toEqual([201, null, null]);
		const upserted = await service
			.from('clients')
			.upsert(
				[
					{ id: 100, name: 'changed' },
					{ id: 102, name: 'c' }
				],
				{ onConflict: 'id' }
			)
			.select('name');
		expect(upserted.data).toEqual([{ name: 'changed' }, { name: 'c' }]);
		const ignored = await service
			.from('clients')
			.upsert({ id: 100, name: 'again' }, { ignoreDuplicates: true })
			.select();
		expect(ignored.data).toEqual([]);
		const updated = await service
			.from('clients')
			.update({ name: 'z' })
			.gte('id', 101)
			.select()
			.order('id');
		expect(updated.data).toEqual([
			{ id: 101, name: 'z' },
			{ id: 102, name: 'z' }
		]);
		const removed = await service.from('clients').delete({ count: 'exact' }).gte('id', 100);
		expect([removed.status, removed.count]).toEqual([204, 3]);
	});

	test('defaults, rollback, and one row too many', async () => {
		const mixed = await service
			.from('articles')
			.insert([{ title: 'a' }, { score: 1 }], { defaultToNull: false })
			.select('title, score')
			.rollback();
		expect(mixed.data).toEqual([
			{ title: 'a', score: 7 },
			{ title: 'untitled', score: 1 }
		]);
		expect((await service.from('articles').select()).data).toEqual([]);
		const many = await service.from('clients').update({ name: 'all' }).gt('id', 0).maxAffected(1);
		expect(many).toMatchObject({ error: { code: 'PGRST124' } });
		const unfiltered = await service.from('clients').delete();
		expect([unfiltered.status, unfiltered.error?.code]).toEqual([400, '21000']);
	});
});

describe('calling', () => {
	test('by POST, GET and HEAD', async () => {
		expect((await anonymous.rpc('add', { a: 1, b: 2 })).data).toBe(3);
		expect((await anonymous.rpc('add', { a: 1, b: 2 }, { get: true })).data).toBe(3);
		expect((await anonymous.rpc('echo_array', { items: ['a', 'b'] }, { get: true })).data).toEqual([
			'a',
			'b'
		]);
		const head = await anonymous.rpc('all_projects', {}, { head: true, count: 'exact' });
		expect([head.count, head.data]).toEqual([5, null]);
		const filtered = await anonymous
			.rpc('all_projects')
			.select('name')
			.eq('client_id', 2)
			.order('id')
			.limit(1);
		expect(filtered.data).toEqual([{ name: 'IOS' }]);
		expect((await anonymous.rpc('no_result')).status).toBe(204);
		expect((await anonymous.rpc('missing', { a: 1 })).error?.code).toBe('PGRST202');
		expect((await person.rpc('setting', { name: 'role' })).data).toBe('authenticated');
	});
});
