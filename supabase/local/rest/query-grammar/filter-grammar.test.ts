import { expect, test } from 'vitest';
import { parseFilterOrArgument, parseFilterValue } from './filter-grammar.ts';

const compare = (operator: string, value: string, quantifier?: string) => ({
	kind: 'compare',
	operator,
	quantifier,
	value
});

test.each([
	['eq.1', compare('=', '1')],
	['eq.', compare('=', '')],
	['eq.a.b,c(d)', compare('=', 'a.b,c(d)')],
	['neq.1', compare('<>', '1')],
	['gt.1', compare('>', '1')],
	['gte.1', compare('>=', '1')],
	['lt.1', compare('<', '1')],
	['lte.1', compare('<=', '1')],
	['like.*a*', compare('like', '%a%')],
	['ilike(any).{*a,b*}', compare('ilike', '{%a,b%}', 'any')],
	['eq(all).{1,2}', compare('=', '{1,2}', 'all')],
	['match.^a*', compare('~', '^a*')],
	['imatch.x', compare('~*', 'x')],
	['cs.{a}', compare('@>', '{a}')],
	['cd.{a}', compare('<@', '{a}')],
	['ov.[1,2]', compare('&&', '[1,2]')],
	['sl.(1,2)', compare('<<', '(1,2)')],
	['sr.(1,2)', compare('>>', '(1,2)')],
	['nxr.(1,2)', compare('&<', '(1,2)')],
	['nxl.(1,2)', compare('&>', '(1,2)')],
	['adj.(1,2)', compare('-|-', '(1,2)')],
	['is.null', { kind: 'is', value: 'NULL' }],
	['is.NOT_NULL', { kind: 'is', value: 'NOT NULL' }],
	['is.True', { kind: 'is', value: 'TRUE' }],
	['is.unknown', { kind: 'is', value: 'UNKNOWN' }],
	['isdistinct.x', { kind: 'distinct', value: 'x' }],
	['in.(1,2)', { kind: 'in', values: ['1', '2'] }],
	['in.()', { kind: 'in', values: [''] }],
	['in.("a,b","c\\"d", e)', { kind: 'in', values: ['a,b', 'c"d', ' e'] }],
	['in.("half"quoted,x)', { kind: 'in', values: ['"half"quoted', 'x'] }],
	['fts.a', { kind: 'search', queryFunction: 'to_tsquery', language: undefined, value: 'a' }],
	[
		'plfts(simple).a b',
		{ kind: 'search', queryFunction: 'plainto_tsquery', language: 'simple', value: 'a b' }
	],
	[
		'phfts.a',
		{ kind: 'search', queryFunction: 'phraseto_tsquery', language: undefined, value: 'a' }
	],
	[
		'wfts(english).a',
		{ kind: 'search', queryFunction: 'websearch_to_tsquery', language: 'english', value: 'a' }
	]
])('%s', (text, operation) => {
	expect(parseFilterValue(text)).toEqual({ negated: false, operation });
	expect(parseFilterValue(`not.${text}`)).toEqual({ negated: true, operation });
});

test.each([
	['1', 'unexpected "1" expecting "not" or operator (eq, gt, ...)'],
	['', 'unexpected end of input expecting "not" or operator (eq, gt, ...)'],
	['not.1', 'unexpected "1" expecting operator (eq, gt, ...)'],
	['eq', 'unexpected "e"'],
	['is.maybe', 'isVal: (null, not_null, true, false, unknown)'],
	['in.1', 'unexpected "1" expecting "("'],
	['in.(1', 'unexpected end of input expecting ")"'],
	['in.(1)x', 'unexpected "x" expecting end of input'],
	['cs(any).{a}', 'unexpected "c"'],
	['constructor.1', 'unexpected "c"']
])('%j is refused', (text, message) => {
	expect(() => parseFilterValue(text)).toThrow(message);
});

test('a parameter of a function is a filter only if it reads as one', () => {
	expect(parseFilterOrArgument('eq.1')).toMatchObject({ negated: false });
	expect(parseFilterOrArgument('notes')).toEqual({ argument: 'notes' });
	expect(parseFilterOrArgument('a.b')).toEqual({ argument: 'a.b' });
	expect(() => parseFilterOrArgument('in.nothing')).toThrow('expecting "("');
});
