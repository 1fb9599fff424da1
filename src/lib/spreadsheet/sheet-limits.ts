export interface SheetLimits {
	fileBytes: number;
	/** What the parts of an XLSX may unfold to, all together. */
	expandedBytes: number;
	/** Rows that are not empty, without the header. */
	rows: number;
	columns: number;
	cellCharacters: number;
	/** Of all cells together: one shared text may stand in a million of them. */
	characters: number;
	/** That reading may take; the time in which nobody asks for rows does not count. */
	milliseconds: number;
	/** Ends after `rows` without a refusal. */
	isPreview: boolean;
}

export const defaultSheetLimits: Readonly<SheetLimits> = {
	fileBytes: 10_000_000,
	expandedBytes: 200_000_000,
	rows: 100_000,
	columns: 200,
	cellCharacters: 32_767,
	characters: 50_000_000,
	milliseconds: 60_000,
	isPreview: false
};
