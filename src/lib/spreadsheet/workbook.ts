/**
 * What stands in a column. `date`: calendar date `yyyy-mm-dd`. `instant`: ISO 8601 with its zone. `money`: integer cents, reais.
 * Whatever does not fit its column is written as the text it is.
 */
export type ColumnKind = 'text' | 'number' | 'date' | 'instant' | 'money' | 'boolean';

export type Cell = string | number | boolean | null;

export interface Column {
	header: string;
	kind: ColumnKind;
	/** In characters; each kind has a width that suits it. */
	width?: number;
}

export interface WorkbookPlan {
	/** Cut to the 31 characters that Excel allows, without those it forbids. */
	sheetName: string;
	columns: readonly Column[];
	/** IANA zone in which instants are shown; UTC when absent. */
	timeZone?: string;
	/** Words for a boolean, [true, false]; without them Excel shows its own. */
	booleanWords?: readonly [string, string];
	/** Rows per sheet without the header, before another sheet follows; Excel's limit when absent. */
	rowsPerSheet?: number;
}

export const xlsxContentType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Rows of a sheet below its header. @see Excel specifications and limits: 1,048,576 rows */
export const mostRowsPerSheet = 1_048_575;
