/** `cents`: an amount, written in reais with a decimal comma, as spreadsheets in Brazil read numbers. */
export type Cell = string | number | null | { cents: number };

/** What a CSV file begins with, so that Excel reads it as UTF-8. */
export const byteOrderMark = '\uFEFF';

/**
 * One line of a CSV file as Excel in Brazil opens it: semicolons, CRLF, quotes where needed.
 * Text that a spreadsheet would take for a formula gets an apostrophe in front; numbers are written as they are.
 * @see RFC 4180; OWASP, CSV Injection
 */
export function csvLine(cells: readonly Cell[]): string {
	return `${cells.map(csvCell).join(';')}\r\n`;
}

function csvCell(cell: Cell): string {
	if (cell === null) return '';
	if (typeof cell === 'number') return String(cell);
	if (typeof cell === 'object') return reais(cell.cents);
	const harmless = isFormula(cell) ? `'${cell}` : cell;
	return /[;"\r\n]|^\s|\s$/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function reais(cents: number): string {
	const digits = String(Math.abs(cents)).padStart(3, '0');
	return `${cents < 0 ? '-' : ''}${digits.slice(0, -2)},${digits.slice(-2)}`;
}

/** Spreadsheets skip blanks, and take full-width signs for the narrow ones. */
function isFormula(text: string): boolean {
	return /^[\s\uFEFF]*[=+\-@＝＋－＠]/.test(text) || /^[\t\r\n]/.test(text);
}
