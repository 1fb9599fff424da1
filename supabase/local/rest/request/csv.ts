import { invalidBody } from '../errors.ts';

/**
 * CSV (RFC 4180) with a header line, as objects of text. `NULL` is null.
 * @throws RestError PGRST102 when a line has more or fewer fields than the header
 */
export function parseCsv(text: string): Record<string, string | null>[] {
	const [header, ...lines] = parseLines(text);
	if (!header) return [];
	return lines.map((fields) => {
		if (fields.length !== header.length)
			throw invalidBody('All lines must have same number of fields');
		return Object.fromEntries(
			header.map((name, index) => [name, fields[index] === 'NULL' ? null : fields[index]!])
		);
	});
}

const fieldPattern = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/uy;

function parseLines(text: string): string[][] {
	const lines: string[][] = [];
	let line: string[] = [];
	let position = 0;
	while (position < text.length || line.length > 0) {
		fieldPattern.lastIndex = position;
		const found = fieldPattern.exec(text);
		if (!found) throw invalidBody('parse error (invalid CSV)');
		line.push(found[1] === undefined ? (found[2] ?? '') : found[1].replaceAll('""', '"'));
		position = fieldPattern.lastIndex;
		if (found[3] === ',') continue;
		lines.push(line);
		line = [];
	}
	return lines;
}
