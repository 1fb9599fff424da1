import { isUuid } from '#lib/format/uuid.ts';

/** Where a page of the client list ends: the last row of it. */
export interface ClientCursor {
	/** ISO 8601 with microseconds, exactly as the database gave it. */
	createdAt: string;
	id: string;
}

const instant = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,6})?(Z|[+-]\d{2}:\d{2})$/;

/** URL-safe: base64url of `createdAt|id`. */
export function writeCursor({ createdAt, id }: ClientCursor): string {
	return btoa(`${createdAt}|${id}`).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** @returns null for text that no list of ours wrote: the list then begins at its start */
export function readCursor(text: string | null): ClientCursor | null {
	if (!text || !/^[\w-]{1,200}$/.test(text)) return null;
	const [createdAt, id] = decoded(text).split('|');
	if (!createdAt || !id || !instant.test(createdAt) || !isUuid(id)) return null;
	return { createdAt, id };
}

function decoded(text: string): string {
	try {
		return atob(text.replaceAll('-', '+').replaceAll('_', '/'));
	} catch {
		return '';
	}
}
