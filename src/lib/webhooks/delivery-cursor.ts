import { isUuid } from '#lib/format/uuid.ts';

/** Where the next page of the log begins: behind the delivery with these. */
export interface DeliveryCursor {
	/** ISO 8601, as the database wrote it. */
	at: string;
	id: string;
}

export function writeCursor({ at, id }: DeliveryCursor): string {
	return `${at}_${id}`;
}

/** @returns null for what is none: the log then begins at its newest */
export function readCursor(text: string | null): DeliveryCursor | null {
	const [at = '', id = ''] = text?.split('_') ?? [];
	const isInstant = /^\d{4}-\d\d-\d\dT[\d:.]{8,15}(Z|[+-]\d\d:\d\d)$/.test(at);
	return isInstant && !Number.isNaN(Date.parse(at)) && isUuid(id) ? { at, id } : null;
}
