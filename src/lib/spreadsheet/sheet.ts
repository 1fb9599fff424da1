/** `instant` is wall-clock time: sheets know no zones. `error`: what Excel shows as `#N/A` and the like. */
export type CellKind = 'empty' | 'text' | 'number' | 'date' | 'instant' | 'boolean' | 'error';

/** A row of a sheet that somebody sent. Trailing empty cells are absent: it may be shorter than the header, or longer. */
export interface SheetRow {
	/** 1-based, as a spreadsheet counts; empty rows are left out but counted. */
	line: number;
	/**
	 * Text exactly as in the file, control characters and all; numbers in plain digits with a decimal point; `yyyy-mm-dd`;
	 * `yyyy-mm-ddThh:mm:ss`; `true` or `false`; '' when empty.
	 */
	cells: string[];
	/** Of the cells, one by one. */
	kinds: CellKind[];
	/** Indexes of the cells whose value a formula had computed when the file was saved; nothing is computed here. */
	formulas?: number[];
}

export interface SheetFacts {
	format: 'xlsx' | 'csv';
	/** The first visible sheet; null for CSV. */
	sheetName: string | null;
	encoding: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252' | null;
	delimiter: ';' | ',' | '\t' | null;
	/** The first row that is not empty, without blanks at the ends. */
	header: string[];
}

export interface Sheet extends SheetFacts {
	rows: SheetRow[];
	/** Cells whose value a formula had computed. */
	formulas: number;
	/** Only of a preview: more rows follow. */
	isCut: boolean;
}
