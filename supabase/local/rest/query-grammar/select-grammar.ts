import { Cursor, maximumDepth } from './cursor.ts';
import { parseIdentifier, parseJsonPath, parseName } from './names.ts';
import type { Aggregate, JoinType, SelectColumn, SelectEmbed, SelectItem } from './syntax.ts';

/**
 * Parses the value of `select=`; an empty one selects everything. What follows a complete list is not
 * looked at, as in PostgREST.
 * @throws GrammarError
 */
export function parseSelect(text: string): SelectItem[] {
	return parseItems(new Cursor(text), 0);
}

function parseItems(cursor: Cursor, depth: number): SelectItem[] {
	if (depth > maximumDepth) cursor.fail(`at most ${maximumDepth} levels of embedding`);
	cursor.skipBlanks();
	if (cursor.ended || cursor.peek() === ')') return [];
	const items: SelectItem[] = [];
	do {
		cursor.skipBlanks();
		items.push(parseItem(cursor, depth));
		cursor.skipBlanks();
	} while (cursor.take(','));
	return items;
}

function parseItem(cursor: Cursor, depth: number): SelectItem {
	if (cursor.take('...')) return parseEmbed(cursor, parseName(cursor), depth, { spread: true });
	if (cursor.match(/\*(?=\s*(?:[,)]|$))/y)) return column('*');
	const alias = parseAlias(cursor);
	const start = cursor.position;
	const name = parseName(cursor);
	if (name === 'count' && cursor.take('()')) return countRows(cursor, alias);
	if (name !== 'count' && /[!(]/.test(cursor.peek()))
		return parseEmbed(cursor, name, depth, { spread: false, alias });
	cursor.position = start;
	return parseColumn(cursor, alias);
}

function parseAlias(cursor: Cursor): string | undefined {
	const start = cursor.position;
	const name = parseName(cursor);
	if (cursor.startsWith(':') && !cursor.startsWith('::')) {
		cursor.position += 1;
		cursor.skipBlanks();
		return name;
	}
	cursor.position = start;
	return undefined;
}

function parseColumn(cursor: Cursor, alias: string | undefined): SelectColumn {
	const field = { name: parseName(cursor), path: parseJsonPath(cursor) };
	const cast = parseCast(cursor);
	const aggregate = cursor.match(/\.(sum|avg|count|max|min)\(\)/y)?.[1] as Aggregate | undefined;
	const aggregateCast = aggregate && parseCast(cursor);
	endItem(cursor);
	return { kind: 'column', field, alias, cast, aggregate, aggregateCast };
}

function countRows(cursor: Cursor, alias: string | undefined): SelectColumn {
	const aggregateCast = parseCast(cursor);
	endItem(cursor);
	return { ...column('*'), alias, aggregate: 'count', aggregateCast };
}

function parseCast(cursor: Cursor): string | undefined {
	return cursor.take('::') ? parseIdentifier(cursor, 'type name') : undefined;
}

function parseEmbed(
	cursor: Cursor,
	relation: string,
	depth: number,
	{ spread, alias }: { spread: boolean; alias?: string }
): SelectEmbed {
	let hint: string | undefined;
	let join: JoinType | undefined;
	for (let parameters = 0; parameters < 2 && cursor.take('!'); parameters += 1) {
		const parameter = parseName(cursor);
		if (parameter === 'left' || parameter === 'inner') join ??= parameter;
		else hint ??= parameter;
	}
	cursor.expect('(');
	const select = parseItems(cursor, depth + 1);
	cursor.expect(')');
	return { kind: 'embed', relation, alias, hint, join, spread, select };
}

function endItem(cursor: Cursor): void {
	cursor.skipBlanks();
	if (!cursor.ended && !/[,)]/.test(cursor.peek()))
		cursor.fail('"->>", "->", "::", ".", ")", "," or end of input');
}

function column(name: string): SelectColumn {
	return { kind: 'column', field: { name, path: [] } };
}
