/** Where a page of the trail ends. */
export interface AuditCursor {
	/** ISO 8601 with microseconds, exactly as the database gave it. */
	at: string;
	id: number;
}

/** As it stands in the address: `<id>_<instant>`. */
export function writeCursor({ at, id }: AuditCursor): string {
	return `${id}_${at}`;
}

/** @returns null for text that no list of ours wrote: the list then begins at its start */
export function readCursor(text: string | null): AuditCursor | null {
	const [, id, at] =
		/^(\d{1,15})_(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?(?:Z|[+-]\d{2}:\d{2}))$/.exec(
			text ?? ''
		) ?? [];
	if (!id || !at || Number.isNaN(Date.parse(at))) return null;
	return { at, id: Number(id) };
}
