import { invalidQuery } from '../errors.ts';
import { Cursor, GrammarError } from './cursor.ts';
import { parseFilterOrArgument, parseFilterValue } from './filter-grammar.ts';
import { parseLogicTree } from './logic-grammar.ts';
import { parseJsonPath, parseName } from './names.ts';
import { parseOrder } from './order-grammar.ts';
import { parseSelect } from './select-grammar.ts';
import type { EmbedPath, Field, Filter, LogicTree, OrderTerm, SelectItem } from './syntax.ts';

export interface At<T> {
	path: EmbedPath;
	value: T;
}

/** Everything a query string says. Values that do not concern the request's kind are still checked. */
export interface QueryParameters {
	select: readonly SelectItem[];
	filters: readonly At<Filter>[];
	/** Keys of all filters as written, for PUT, which must name the primary key and nothing else. */
	filterKeys: readonly string[];
	logic: readonly At<LogicTree>[];
	order: readonly At<readonly OrderTerm[]>[];
	limits: readonly At<bigint>[];
	offsets: readonly At<bigint>[];
	columns?: readonly string[];
	onConflict?: readonly string[];
	/** Arguments of a function called by GET, in the order given. */
	args: readonly { name: string; value: string }[];
}

const reserved = new Set(['select', 'columns', 'on_conflict']);

/**
 * Reads a query string's decoded pairs.
 * @param isFunctionRead GET or HEAD of a function, where what has no operator is an argument
 * @throws RestError PGRST100
 */
export function parseQueryParameters(
	pairs: readonly (readonly [string, string])[],
	isFunctionRead: boolean
): QueryParameters {
	const first = (key: string) => pairs.find(([name]) => name === key)?.[1];
	const ending = (...words: string[]) =>
		pairs.filter(([key]) => words.includes(key.slice(key.lastIndexOf('.') + 1)));
	const isFilterKey = (key: string) =>
		!reserved.has(key) &&
		!['order', 'limit', 'offset', 'and', 'or'].includes(key.slice(key.lastIndexOf('.') + 1));

	const filters: At<Filter>[] = [];
	const args: { name: string; value: string }[] = [];
	const filterPairs = pairs.filter(([key]) => isFilterKey(key));
	for (const [key, value] of filterPairs) {
		const { path, field } = parseTreePath(key);
		const parsed = parsing(
			'filter',
			value,
			isFunctionRead ? parseFilterOrArgument : parseFilterValue
		);
		if ('argument' in parsed) args.push({ name: field.name, value: parsed.argument });
		else filters.push({ path, value: { field, ...parsed } });
	}
	const columns = first('columns');
	const onConflict = first('on_conflict');
	return {
		select: parsing('select parameter', first('select') ?? '*', parseSelect),
		filters,
		filterKeys: filterPairs.map(([key]) => key),
		logic: ending('and', 'or').map(([key, value]) => parseLogicParameter(key, value)),
		order: ending('order').map(([key, value]) => ({
			path: parseTreePath(key).path,
			value: parsing('order', value, parseOrder)
		})),
		limits: ending('limit').flatMap(([key, value]) => parseBound(key, value)),
		offsets: ending('offset').flatMap(([key, value]) => parseBound(key, value)),
		columns: columns === undefined ? undefined : parsing('columns parameter', columns, parseNames),
		onConflict:
			onConflict === undefined
				? undefined
				: parsing('on_conflict parameter', onConflict, parseNames),
		args
	};
}

function parseLogicParameter(key: string, value: string): At<LogicTree> {
	const words = parsing('logic path', key, parsePath);
	const operator = words.at(-1)!;
	const head = words.includes('not') ? `not.${operator}` : operator;
	return {
		path: words.slice(0, -1).filter((word) => word !== 'not'),
		value: parsing('logic tree', value, () => parseLogicTree(head + value))
	};
}

/** What is no whole number is ignored, as PostgREST does. */
function parseBound(key: string, value: string): At<bigint>[] {
	if (!/^-?[0-9]{1,30}$/.test(value)) return [];
	return [{ path: parseTreePath(key).path, value: BigInt(value) }];
}

function parseTreePath(key: string): { path: EmbedPath; field: Field } {
	return parsing('tree path', key, () => {
		const cursor = new Cursor(key);
		const names = parseDotted(cursor);
		const field = { name: names.pop()!, path: parseJsonPath(cursor) };
		cursor.expectEnd();
		return { path: names, field };
	});
}

function parsePath(text: string): string[] {
	const cursor = new Cursor(text);
	const names = parseDotted(cursor);
	cursor.expectEnd();
	return names;
}

function parseDotted(cursor: Cursor): string[] {
	const names: string[] = [];
	do names.push(parseName(cursor));
	while (cursor.take('.'));
	return names;
}

function parseNames(text: string): string[] {
	const cursor = new Cursor(text);
	const names: string[] = [];
	do {
		cursor.skipBlanks();
		names.push(parseName(cursor));
		cursor.skipBlanks();
	} while (cursor.take(','));
	cursor.expectEnd();
	return names;
}

function parsing<T>(what: string, text: string, parse: (text: string) => T): T {
	try {
		return parse(text);
	} catch (error) {
		if (!(error instanceof GrammarError)) throw error;
		throw invalidQuery(`failed to parse ${what} (${text})`, error.column, error.message);
	}
}
