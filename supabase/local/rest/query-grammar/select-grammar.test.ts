import { expect, test } from 'vitest';
import { GrammarError } from './cursor.ts';
import { parseSelect } from './select-grammar.ts';

const column = (name: string, more: object = {}) => ({
	kind: 'column',
	field: { name, path: [] },
	...more
});
const embed = (relation: string, select: object[], more: object = {}) => ({
	kind: 'embed',
	relation,
	spread: false,
	select,
	...more
});
const path = (name: string, ...steps: [string, string | number][]) => ({
	name,
	path: steps.map(([arrow, step]) =>
		typeof step === 'number' ? { arrow, index: String(step) } : { arrow, key: step }
	)
});

test.each([
	['', []],
	['*', [column('*')]],
	['id,name', [column('id'), column('name')]],
	[' id , name ', [column('id'), column('name')]],
	['two words', [column('two words')]],
	['with-dash', [column('with-dash')]],
	['"a,b"', [column('a,b')]],
	['"say \\"hi\\""', [column('say "hi"')]],
	['ação', [column('ação')]],
	['label:name', [column('name', { alias: 'label' })]],
	['amount::text', [column('amount', { cast: 'text' })]],
	[
		'when:at::timestamp with time zone',
		[column('at', { alias: 'when', cast: 'timestamp with time zone' })]
	],
	['data->a->>b', [column('', { field: path('data', ['->', 'a'], ['->>', 'b']) })]],
	['data->0->>-1', [column('', { field: path('data', ['->', 0], ['->>', -1]) })]],
	['data->"x.y"', [column('', { field: path('data', ['->', 'x.y']) })]],
	['data->a-b', [column('', { field: path('data', ['->', 'a-b']) })]],
	['k:data->>a::int', [column('', { alias: 'k', cast: 'int', field: path('data', ['->>', 'a']) })]],
	['amount.sum()', [column('amount', { aggregate: 'sum' })]],
	[
		'total:amount::int.avg()::text',
		[column('amount', { alias: 'total', cast: 'int', aggregate: 'avg', aggregateCast: 'text' })]
	],
	['count()', [column('*', { aggregate: 'count' })]],
	['n:count()::text', [column('*', { alias: 'n', aggregate: 'count', aggregateCast: 'text' })]],
	['count', [column('count')]],
	['clients(*)', [embed('clients', [column('*')])]],
	['clients()', [embed('clients', [])]],
	[
		'c:clients!fk!inner(id)',
		[embed('clients', [column('id')], { alias: 'c', hint: 'fk', join: 'inner' })]
	],
	['clients!left!fk(id)', [embed('clients', [column('id')], { hint: 'fk', join: 'left' })]],
	['id,a(b(c(d)))', [column('id'), embed('a', [embed('b', [embed('c', [column('d')])])])]],
	['...clients(name)', [embed('clients', [column('name')], { spread: true })]],
	['"odd rel"(id)', [embed('odd rel', [column('id')])]]
])('select=%s', (text, expected) => {
	const plain = JSON.parse(JSON.stringify(parseSelect(text))) as { field?: { name: string } }[];
	const wanted = JSON.parse(JSON.stringify(expected));
	expect(plain).toEqual(wanted);
});

test.each([
	['id,', 4, 'end of input'],
	['id,clients(name[])', 16, '"["'],
	['data->>--34', 9, '"-"'],
	['data->(x', 7, '"("'],
	['clients(id', 11, 'end of input'],
	['::int', 1, '":"'],
	['"open', 6, 'end of input'],
	['count(id)', 6, '"("'],
	['id::', 5, 'end of input']
])('select=%s fails at column %i', (text, columnNumber, unexpected) => {
	const failure = failureOf(() => parseSelect(text));
	expect(failure.column).toBe(columnNumber);
	expect(failure.message).toContain(`unexpected ${unexpected} expecting `);
});

test('nesting is bounded', () => {
	const deep = (levels: number) => 'a('.repeat(levels) + 'id' + ')'.repeat(levels);
	expect(parseSelect(deep(60))).toHaveLength(1);
	expect(failureOf(() => parseSelect(deep(5000))).message).toContain('at most 64 levels');
});

function failureOf(parse: () => unknown): GrammarError {
	try {
		parse();
	} catch (error) {
		if (error instanceof GrammarError) return error;
		throw error;
	}
	throw new Error('expected a GrammarError');
}
