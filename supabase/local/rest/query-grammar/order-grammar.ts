import { Cursor } from './cursor.ts';
import { parseField, parseName } from './names.ts';
import type { Field, OrderTerm } from './syntax.ts';

/** Parses the value of `order=`. @throws GrammarError */
export function parseOrder(text: string): OrderTerm[] {
	const cursor = new Cursor(text);
	const terms: OrderTerm[] = [];
	do terms.push(parseTerm(cursor));
	while (cursor.take(','));
	cursor.expectEnd('"," or end of input');
	return terms;
}

function parseTerm(cursor: Cursor): OrderTerm {
	cursor.skipBlanks();
	const target = parseRelated(cursor) ?? { field: parseField(cursor) };
	const direction = cursor.match(/\.(asc|desc)(?=[.,\s]|$)/y)?.[1];
	const nulls = cursor.match(/\.nulls(first|last)/y)?.[1];
	cursor.skipBlanks();
	if (!cursor.ended && cursor.peek() !== ',')
		cursor.fail(
			nulls
				? '"," or end of input'
				: '"asc", "desc", "nullsfirst", "nullslast", "," or end of input'
		);
	return {
		...target,
		direction: direction === undefined ? undefined : direction === 'asc' ? 'ASC' : 'DESC',
		nulls: nulls === undefined ? undefined : nulls === 'first' ? 'NULLS FIRST' : 'NULLS LAST'
	};
}

/** `rel(column)`: orders by a column of an embedded to-one resource. */
function parseRelated(cursor: Cursor): { relation: string; field: Field } | undefined {
	const start = cursor.position;
	const relation = parseName(cursor);
	if (!cursor.take('(')) {
		cursor.position = start;
		return undefined;
	}
	const field = parseField(cursor);
	cursor.expect(')');
	return { relation, field };
}
