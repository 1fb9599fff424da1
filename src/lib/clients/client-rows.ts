interface Row {
	id: string;
	createdAt: string;
}

export interface Merge<R extends Row> {
	rows: R[];
	/** Ids that stand in the list now and did not before. */
	arrivedIds: string[];
	/** Ids whose row changed in place. */
	changedIds: string[];
	removedIds: string[];
}

/**
 * Brings freshly read rows into a list sorted by newest first: known ones are replaced where they stand, new ones are
 * put where they belong, and those asked for but not found are gone.
 * @param asked ids that were re-read
 * @param isWhole no further page follows; otherwise a row older than the last one belongs to a page not loaded yet
 */
export function mergeRows<R extends Row>(
	rows: R[],
	fresh: R[],
	asked: string[],
	isWhole: boolean
): Merge<R> {
	const found = new Map(fresh.map((row) => [row.id, row]));
	const known = new Set(rows.map((row) => row.id));
	const removedIds = asked.filter((id) => known.has(id) && !found.has(id));
	const last = rows.at(-1);
	const arrived = fresh.filter(
		(row) => !known.has(row.id) && (isWhole || !last || newestFirst(row, last) < 0)
	);
	const changedIds = rows
		.filter((row) => found.has(row.id) && JSON.stringify(found.get(row.id)) !== JSON.stringify(row))
		.map((row) => row.id);
	const kept = rows
		.filter((row) => !removedIds.includes(row.id))
		.map((row) => found.get(row.id) ?? row);
	return {
		rows: arrived.length ? [...arrived, ...kept].sort(newestFirst) : kept,
		arrivedIds: arrived.map((row) => row.id),
		changedIds,
		removedIds
	};
}

function newestFirst(one: Row, other: Row): number {
	// Text order is time order: the database gives every instant in the same form, and ids break ties as in SQL.
	if (one.createdAt !== other.createdAt) return one.createdAt > other.createdAt ? -1 : 1;
	if (one.id === other.id) return 0;
	return one.id > other.id ? -1 : 1;
}
