import { Cursor, GrammarError, maximumDepth } from './cursor.ts';
import { parseOperation } from './filter-grammar.ts';
import { parseField, tryQuotedElement } from './names.ts';
import type { LogicTree } from './syntax.ts';

/**
 * Parses `and(…)`, `or(…)`, `not.and(…)`; the key of the parameter is its head. What follows the
 * closing parenthesis is not looked at, as in PostgREST.
 * @throws GrammarError
 */
export function parseLogicTree(text: string): LogicTree {
	return parseGroup(new Cursor(text), 0);
}

function parseGroup(cursor: Cursor, depth: number): LogicTree {
	if (depth > maximumDepth) cursor.fail(`at most ${maximumDepth} levels of logic`);
	const head = cursor.match(/(not\.)?(and|or)[ \t]*(?=\()/y);
	if (!head) cursor.fail('negation operator (not) or logic operator (and, or)');
	const members: LogicTree[] = [];
	cursor.expect('(');
	do {
		cursor.skipBlanks();
		members.push(parseMember(cursor, depth + 1));
		cursor.skipBlanks();
	} while (cursor.take(','));
	cursor.expect(')');
	cursor.skipBlanks();
	return {
		kind: 'group',
		negated: head[1] !== undefined,
		operator: head[2] as 'and' | 'or',
		members
	};
}

/** A filter if it reads as one, so that a column may be called `and`; else a nested group. */
function parseMember(cursor: Cursor, depth: number): LogicTree {
	const start = cursor.position;
	if (cursor.match(/(?=(?:not\.)?(?:and|or)[ \t]*\()/y)) return parseGroup(cursor, depth);
	try {
		const field = parseField(cursor);
		cursor.expect('.');
		return { kind: 'filter', filter: { field, ...parseOperation(cursor, parseLogicValue) } };
	} catch (error) {
		if (!(error instanceof GrammarError) || cursor.position !== start) throw error;
		cursor.fail(
			'field name (* or [a..z0..9_$]), negation operator (not) or logic operator (and, or)'
		);
	}
}

function parseLogicValue(cursor: Cursor): string {
	return (
		tryQuotedElement(cursor) ??
		cursor.match(/\{[^{}]*\}/uy)?.[0] ??
		cursor.match(/[^,)]*/uy)?.[0] ??
		''
	);
}
