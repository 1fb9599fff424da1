import { invalidBody } from '../errors.ts';
import { parseCsv } from './csv.ts';
import { parseQueryString } from './query-string.ts';

export type Payload =
	/** Rows to write, or arguments: JSON text for Postgres to read, and the columns or parameters given. */
	| { kind: 'json'; text: string; keys: readonly string[] }
	/** Arguments sent as a form. */
	| { kind: 'form'; pairs: readonly { name: string; value: string }[] }
	/** A body that goes whole to one unnamed parameter. */
	| { kind: 'raw'; body: Buffer };

/** Deeper JSON than this would exhaust Postgres' stack, which would be our error, not the client's. */
const maximumJsonDepth = 1000;

/**
 * @param columns of `columns=`; then the body's keys are not looked at
 * @throws RestError PGRST102
 */
export function readPayload(
	body: Buffer,
	mediaType: string,
	columns: readonly string[] | undefined,
	isCall: boolean
): Payload {
	switch (mediaType) {
		case 'application/json':
			return jsonPayload(decodeText(body), columns, isCall);
		case 'text/csv':
			return csvPayload(decodeText(body));
		case 'application/x-www-form-urlencoded':
			return formPayload(decodeText(body), isCall);
		case 'text/plain':
		case 'text/xml':
		case 'application/octet-stream':
			if (isCall) return { kind: 'raw', body };
	}
	throw invalidBody(`Content-Type not acceptable: ${mediaType}`);
}

function jsonPayload(
	text: string,
	columns: readonly string[] | undefined,
	isCall: boolean
): Payload {
	if (jsonDepth(text) > maximumJsonDepth)
		throw invalidBody(`JSON nested deeper than ${maximumJsonDepth} levels`);
	if (columns) {
		// Postgres reads the body; what is no JSON at all gets the same answer as without columns.
		parseJson(text);
		return { kind: 'json', text, keys: [...new Set(columns)] };
	}
	if (text === '' && isCall) return { kind: 'json', text: '{}', keys: [] };
	const value = parseJson(text);
	if (Array.isArray(value)) {
		if (value.length === 0) return { kind: 'json', text: '[]', keys: [] };
		return { kind: 'json', text, keys: uniformKeys(value) };
	}
	if (isObject(value)) return { kind: 'json', text, keys: Object.keys(value) };
	return { kind: 'json', text: '[]', keys: [] };
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw invalidBody('Empty or invalid json');
	}
}

/** Without `columns=` one row's keys stand for all. */
function uniformKeys(rows: readonly unknown[]): string[] {
	const [first] = rows;
	if (!isObject(first)) throw invalidBody('All object keys must match');
	const keys = Object.keys(first);
	const isUniform = rows.every(
		(row) =>
			isObject(row) &&
			Object.keys(row).length === keys.length &&
			keys.every((name) => Object.hasOwn(row, name))
	);
	if (!isUniform) throw invalidBody('All object keys must match');
	return keys;
}

function csvPayload(text: string): Payload {
	const rows = parseCsv(text);
	const keys = rows[0] ? Object.keys(rows[0]) : [];
	return { kind: 'json', text: JSON.stringify(rows), keys };
}

function formPayload(text: string, isCall: boolean): Payload {
	const pairs = parseQueryString(text);
	if (isCall) return { kind: 'form', pairs: pairs.map(([name, value]) => ({ name, value })) };
	const row = new Map(pairs);
	return { kind: 'json', text: JSON.stringify(Object.fromEntries(row)), keys: [...row.keys()] };
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

function decodeText(body: Buffer): string {
	try {
		return utf8.decode(body);
	} catch {
		throw invalidBody('Body is not valid UTF-8');
	}
}

function isObject(value: unknown): value is Record<string, unknown> {
	return value !== null && typeof value === 'object' && !Array.isArray(value);
}

/** Depth of brackets outside strings, without recursion. */
function jsonDepth(text: string): number {
	let depth = 0;
	let deepest = 0;
	for (let at = 0; at < text.length; at += 1) {
		const code = text.charCodeAt(at);
		if (code === 0x22) {
			at = endOfString(text, at);
		} else if (code === 0x5b || code === 0x7b) {
			depth += 1;
			if (depth > deepest) deepest = depth;
		} else if (code === 0x5d || code === 0x7d) {
			depth -= 1;
		}
	}
	return deepest;
}

function endOfString(text: string, start: number): number {
	let end = text.indexOf('"', start + 1);
	while (end > 0) {
		let backslashes = 0;
		while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes += 1;
		if (backslashes % 2 === 0) return end;
		end = text.indexOf('"', end + 1);
	}
	return text.length;
}
