/** Every column the list can show, in the order in which it shows them unless told otherwise. */
export const columnIds = [
	...(['number', 'trade_name', 'name', 'plan', 'status', 'sessions', 'suspended'] as const),
	...(['due', 'last_paid', 'created', 'payment', 'document', 'email', 'phone', 'city'] as const)
] as const;
export type ColumnId = (typeof columnIds)[number];

/** The ten columns that the list opens with. */
export const defaultColumns: readonly ColumnId[] = columnIds.slice(0, 10);

/** Where a browser remembers its columns, so that the server can draw the same. */
export const columnsCookie = 'client_columns';

/** @returns null when the text names no column: then the columns are the usual ones */
export function readColumns(text: string | null | undefined): ColumnId[] | null {
	if (!text || text.length > 500) return null;
	const named = text.split(/[,.]/);
	const columns = [...new Set(named)].filter((one): one is ColumnId =>
		columnIds.some((id) => id === one)
	);
	if (columns.length === 0) return null;
	// A row without a name cannot be told from the next, nor opened.
	return columns.includes('name') || columns.includes('trade_name')
		? columns
		: ['trade_name', ...columns];
}

export function writeColumns(columns: readonly ColumnId[]): string {
	return columns.join(',');
}

export function areDefault(columns: readonly ColumnId[]): boolean {
	return writeColumns(columns) === writeColumns(defaultColumns);
}

/** The columns with one of them a place earlier (-1) or later (1). */
export function moved(columns: readonly ColumnId[], id: ColumnId, by: -1 | 1): ColumnId[] {
	return placed(columns, id, columns.indexOf(id) + by);
}

/** The columns with one of them at that place; the others keep their order. */
export function placed(columns: readonly ColumnId[], id: ColumnId, at: number): ColumnId[] {
	const others = columns.filter((one) => one !== id);
	const place = Math.max(0, Math.min(at, others.length));
	return [...others.slice(0, place), id, ...others.slice(place)];
}

/** The columns with one more, at its usual place among those shown, or one fewer. */
export function toggled(columns: readonly ColumnId[], id: ColumnId): ColumnId[] {
	if (columns.includes(id)) return columns.filter((one) => one !== id);
	const rank = columnIds.indexOf(id);
	const before = columns.findIndex((one) => columnIds.indexOf(one) > rank);
	return placed(columns, id, before < 0 ? columns.length : before);
}
