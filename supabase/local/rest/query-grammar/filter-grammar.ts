import { Cursor, GrammarError } from './cursor.ts';
import { parseIdentifier, tryQuotedElement } from './names.ts';
import type { IsValue, Operation } from './syntax.ts';

type Negatable = { negated: boolean; operation: Operation };

const plainOperators: Record<string, string> = {
	neq: '<>',
	cs: '@>',
	cd: '<@',
	ov: '&&',
	sl: '<<',
	sr: '>>',
	nxr: '&<',
	nxl: '&>',
	adj: '-|-'
};
const quantifiableOperators: Record<string, string> = {
	eq: '=',
	gte: '>=',
	gt: '>',
	lte: '<=',
	lt: '<',
	like: 'like',
	ilike: 'ilike',
	match: '~',
	imatch: '~*'
};
const searchFunctions: Record<string, string> = {
	fts: 'to_tsquery',
	plfts: 'plainto_tsquery',
	phfts: 'phraseto_tsquery',
	wfts: 'websearch_to_tsquery'
};
const isValues: Record<string, IsValue> = {
	null: 'NULL',
	not_null: 'NOT NULL',
	true: 'TRUE',
	false: 'FALSE',
	unknown: 'UNKNOWN'
};
const expectedOperator = '"not" or operator (eq, gt, ...)';

/** Parses the value of a filter parameter, such as `not.in.(1,2)`. @throws GrammarError */
export function parseFilterValue(text: string): Negatable {
	const cursor = new Cursor(text);
	const parsed = parseOperation(cursor, parseRest);
	cursor.expectEnd();
	return parsed;
}

/**
 * On GET of a function a parameter is a filter only if it reads as one; else it is an argument.
 * What starts as `not.`, `in.` or `is.` has to be a filter.
 */
export function parseFilterOrArgument(text: string): Negatable | { argument: string } {
	try {
		return parseFilterValue(text);
	} catch (error) {
		if (!(error instanceof GrammarError) || /^(?:not|in|is|isdistinct)\./.test(text)) throw error;
		return { argument: text };
	}
}

/** Operator and value at the cursor; `parseValue` says where a value ends. */
export function parseOperation(cursor: Cursor, parseValue: (cursor: Cursor) => string): Negatable {
	const negated = cursor.take('not.');
	const start = cursor.position;
	const name = cursor.match(/[a-z]+(?=[.(])/y)?.[0] ?? '';
	const operation = operationNamed(cursor, name, parseValue);
	if (!operation) cursor.fail(negated ? 'operator (eq, gt, ...)' : expectedOperator, start);
	return { negated, operation };
}

function operationNamed(
	cursor: Cursor,
	name: string,
	parseValue: (cursor: Cursor) => string
): Operation | undefined {
	if (name === 'in' && cursor.take('.')) return { kind: 'in', values: parseList(cursor) };
	if (name === 'is' && cursor.take('.')) return { kind: 'is', value: parseIsValue(cursor) };
	if (name === 'isdistinct' && cursor.take('.'))
		return { kind: 'distinct', value: parseValue(cursor) };
	if (Object.hasOwn(searchFunctions, name)) {
		const language = parseLanguage(cursor);
		if (!cursor.take('.')) return undefined;
		return {
			kind: 'search',
			queryFunction: searchFunctions[name]!,
			language,
			value: parseValue(cursor)
		};
	}
	if (Object.hasOwn(plainOperators, name) && cursor.take('.'))
		return { kind: 'compare', operator: plainOperators[name]!, value: parseValue(cursor) };
	if (!Object.hasOwn(quantifiableOperators, name)) return undefined;
	const quantifier = cursor.match(/\((any|all)\)/y)?.[1] as 'any' | 'all' | undefined;
	if (!cursor.take('.')) return undefined;
	const operator = quantifiableOperators[name]!;
	return { kind: 'compare', operator, quantifier, value: patternOf(operator, parseValue(cursor)) };
}

/** `*` stands for `%`, which would have to be escaped in a URL. */
function patternOf(operator: string, value: string): string {
	return operator === 'like' || operator === 'ilike' ? value.replaceAll('*', '%') : value;
}

function parseLanguage(cursor: Cursor): string | undefined {
	if (!cursor.take('(')) return undefined;
	const language = parseIdentifier(cursor, 'text search configuration');
	cursor.expect(')');
	return language;
}

function parseIsValue(cursor: Cursor): IsValue {
	const start = cursor.position;
	const word = cursor.match(/[a-z_]+/iy)?.[0].toLowerCase() ?? '';
	if (!Object.hasOwn(isValues, word))
		cursor.fail('isVal: (null, not_null, true, false, unknown)', start);
	return isValues[word]!;
}

function parseList(cursor: Cursor): string[] {
	cursor.skipBlanks();
	cursor.expect('(');
	cursor.skipBlanks();
	const values: string[] = [];
	do values.push(tryQuotedElement(cursor) ?? cursor.match(/[^,)]*/uy)?.[0] ?? '');
	while (cursor.take(','));
	cursor.expect(')');
	cursor.skipBlanks();
	return values;
}

function parseRest(cursor: Cursor): string {
	return cursor.match(/[\s\S]*/uy)?.[0] ?? '';
}
