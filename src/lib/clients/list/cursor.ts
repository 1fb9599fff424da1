/** Where a page of the list ends, as the database said it; opaque. */
export type ListCursor = (string | number | boolean)[];

const longestCursor = 1000;

/** @returns null for text that no list of ours wrote: the list then begins at its start */
export function readCursor(text: string | null): ListCursor | null {
	if (!text || text.length > longestCursor || text.includes('\0')) return null;
	const parsed = parse(text);
	if (!Array.isArray(parsed) || parsed.length === 0 || parsed.length > 4) return null;
	return parsed.every(isKey) ? parsed : null;
}

export function writeCursor(cursor: ListCursor): string {
	return JSON.stringify(cursor);
}

function isKey(value: unknown): value is string | number | boolean {
	return ['string', 'number', 'boolean'].includes(typeof value);
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
