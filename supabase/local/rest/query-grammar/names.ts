import type { Cursor } from './cursor.ts';
import type { Field, JsonStep } from './syntax.ts';

const identifierPart = /[\p{L}0-9_ $]+/uy;
const jsonKeyPart = /[^(\-:.,>)"][^(\-:.,>)]*/uy;
const dash = /-(?!>)/y;
export const expectedName = 'field name (* or [a..z0..9_$])';

/** `name := quoted | ident ("-" ident)*` */
export function parseName(cursor: Cursor): string {
	if (cursor.peek() === '"') return parseQuoted(cursor);
	return parseDashed(cursor, identifierPart, expectedName);
}

/** An identifier without dashes, as casts and text search languages are. */
export function parseIdentifier(cursor: Cursor, expecting: string): string {
	const found = cursor.match(identifierPart);
	if (!found || found[0].trim() === '') cursor.fail(expecting);
	return found[0].trim();
}

/** `"…"` where a backslash makes the next character literal. */
export function parseQuoted(cursor: Cursor): string {
	cursor.expect('"');
	let value = '';
	for (;;) {
		value += cursor.match(/[^"\\]*/uy)?.[0] ?? '';
		if (cursor.take('"')) return value;
		if (cursor.ended || !cursor.take('\\')) cursor.fail('"\\"" or quoted text');
		const escaped = cursor.match(/[\s\S]/uy);
		if (!escaped) cursor.fail('any character');
		value += escaped[0];
	}
}

/** Tries `parseQuoted`, but only when what follows ends the value; else leaves the cursor alone. */
export function tryQuotedElement(cursor: Cursor): string | undefined {
	if (!cursor.match(/(?="(?:[^"\\]|\\[\s\S])*"(?:[,)]|$))/uy)) return undefined;
	return parseQuoted(cursor);
}

/** A column with an optional JSON path; blanks around it do not count. */
export function parseField(cursor: Cursor): Field {
	cursor.skipBlanks();
	const name = parseName(cursor);
	const path = parseJsonPath(cursor);
	cursor.skipBlanks();
	return { name, path };
}

export function parseJsonPath(cursor: Cursor): JsonStep[] {
	const steps: JsonStep[] = [];
	for (;;) {
		const arrow = cursor.take('->>') ? '->>' : cursor.take('->') ? '->' : undefined;
		if (!arrow) return steps;
		const index = cursor.match(/-?[0-9]+(?=->|::|[.,)]|$)/y);
		steps.push(index ? { arrow, index: index[0] } : { arrow, key: parseJsonKey(cursor) });
	}
}

function parseJsonKey(cursor: Cursor): string {
	if (cursor.peek() === '"') return parseQuoted(cursor);
	// A key never starts with a dash: what does is a malformed negative index.
	if (cursor.peek() === '-') {
		cursor.position += 1;
		cursor.match(/[0-9]*/y);
		cursor.fail('digit');
	}
	return parseDashed(cursor, jsonKeyPart, 'any non reserved character different from: .,>()');
}

function parseDashed(cursor: Cursor, part: RegExp, expecting: string): string {
	const parts: string[] = [];
	do {
		const found = cursor.match(part);
		if (!found) cursor.fail(expecting);
		parts.push(found[0].trim());
	} while (cursor.match(dash));
	return parts.join('-');
}
