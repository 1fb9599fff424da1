import { expect, test } from 'vitest';
import { RestError } from '../errors.ts';
import { parseQueryString } from '../request/query-string.ts';
import { parseQueryParameters } from './query-parameters.ts';

const parse = (query: string, isFunctionRead = false) =>
	parseQueryParameters(parseQueryString(query), isFunctionRead);

test('filters know the embedded resource and the JSON path they are for', () => {
	expect(parse('a.b.data->>k=eq.1').filters).toEqual([
		{
			path: ['a', 'b'],
			value: {
				field: { name: 'data', path: [{ arrow: '->>', key: 'k' }] },
				negated: false,
				operation: { kind: 'compare', operator: '=', quantifier: undefined, value: '1' }
			}
		}
	]);
});

test.each([
	['or=(a.eq.1,b.is.null)', [], { negated: false, operator: 'or', count: 2 }],
	['and=(a.eq.1)', [], { negated: false, operator: 'and', count: 1 }],
	['not.or=(a.eq.1,not.and(b.gt.1,c.in.(1,2)))', [], { negated: true, operator: 'or', count: 2 }],
	['rel.or=(a.eq."x,y",b.cs.{1,2})', ['rel'], { negated: false, operator: 'or', count: 2 }],
	['rel.not.and=(or.eq.1)', ['rel'], { negated: true, operator: 'and', count: 1 }]
])('%s', (query, path, { negated, operator, count }) => {
	const [logic] = parse(query).logic;
	expect(logic!.path).toEqual(path);
	expect(logic!.value).toMatchObject({ kind: 'group', negated, operator });
	expect(logic!.value.kind === 'group' && logic!.value.members).toHaveLength(count);
});

test.each([
	['order=a', [{ field: { name: 'a', path: [] } }]],
	[
		'order=a.desc.nullslast,b.asc',
		[{ direction: 'DESC', nulls: 'NULLS LAST' }, { direction: 'ASC' }]
	],
	['order=a.nullsfirst', [{ nulls: 'NULLS FIRST' }]],
	[
		'order=data->>k.desc',
		[{ field: { name: 'data', path: [{ arrow: '->>', key: 'k' }] }, direction: 'DESC' }]
	],
	['order=rel(a).desc', [{ relation: 'rel', field: { name: 'a', path: [] }, direction: 'DESC' }]]
])('%s', (query, terms) => {
	expect(parse(query).order[0]!.value).toMatchObject(terms);
});

test('what follows a complete select or logic tree is not looked at', () => {
	expect(parse("select=id,rel(id)'").select).toHaveLength(2);
	expect(parse('and=(a.eq.1,b.eq.2))').logic).toHaveLength(1);
});

test('limits, columns and conflict targets', () => {
	const parsed = parse('limit=5&rel.offset=2&columns="a b",c&on_conflict=x,y&offset=abc');
	expect(parsed.limits).toEqual([{ path: [], value: 5n }]);
	expect(parsed.offsets).toEqual([{ path: ['rel'], value: 2n }]);
	expect(parsed.columns).toEqual(['a b', 'c']);
	expect(parsed.onConflict).toEqual(['x', 'y']);
});

test('arguments of a function stand beside its filters', () => {
	const parsed = parse('a=1&b=eq.2&text=two+words', true);
	expect(parsed.args).toEqual([
		{ name: 'a', value: '1' },
		{ name: 'text', value: 'two words' }
	]);
	expect(parsed.filters).toHaveLength(1);
});

test.each([
	['id=0', '"failed to parse filter (0)" (line 1, column 1)'],
	['or=()', '"failed to parse logic tree (())" (line 1, column 4)'],
	['columns=', '"failed to parse columns parameter ()" (line 1, column 1)'],
	['order=id.asc.nullslasttt', '"failed to parse order (id.asc.nullslasttt)" (line 1, column 17)'],
	['select=data->(!@', '"failed to parse select parameter (data->(!@)" (line 1, column 7)'],
	['a..b=eq.1', '"failed to parse tree path (a..b)" (line 1, column 3)'],
	['or=(a.eq.1', '"failed to parse logic tree ((a.eq.1)" (line 1, column 10)']
])('%s answers PGRST100', (query, message) => {
	expect(() => parse(query)).toThrow(
		expect.objectContaining({ status: 400, code: 'PGRST100', message })
	);
});

test.each(['a=eq.%00', '%00=eq.1', 'a=eq.%ff%fe'])('%s cannot be read', (query) => {
	expect(() => parse(query)).toThrow(RestError);
});
