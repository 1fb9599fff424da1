import { areDefault, columnsCookie, writeColumns, type ColumnId } from './columns.ts';

const year = 31_536_000;

/** Keeps the columns in this browser, for the server too. The usual ones need no keeping. */
export function rememberColumns(columns: readonly ColumnId[]): void {
	// A comma would have to be escaped in a cookie.
	const value = areDefault(columns) ? '' : writeColumns(columns).replaceAll(',', '.');
	document.cookie = `${columnsCookie}=${value}; path=/r; max-age=${value ? year : 0}; samesite=lax`;
}
