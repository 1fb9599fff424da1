import { DomainError } from '#lib/errors/domain-error.ts';
import type { CellKind, SheetRow } from '../sheet.ts';
import type { SheetLimits } from '../sheet-limits.ts';
import { expandsTooFar } from './refusals.ts';

export interface RowBuilder {
	begin(line: number): void;
	set(column: number, text: string, kind: CellKind, isFormula?: boolean): void;
	/** @returns null when all cells are empty or blank */
	end(): SheetRow | null;
}

/** Builds rows of cells within the limits of width, length and of all text together. */
export function rowBuilder(limits: SheetLimits): RowBuilder {
	let row: SheetRow = { line: 0, cells: [], kinds: [] };
	let characters = 0;
	return {
		begin(line) {
			row = { line, cells: [], kinds: [] };
		},
		set(column, text, kind, isFormula = false) {
			if (text === '') return;
			const { line, cells, kinds } = row;
			if (column >= limits.columns)
				throw new DomainError('spreadsheet_too_many_columns', 422, { columns: limits.columns });
			if (text.length > limits.cellCharacters)
				throw new DomainError('spreadsheet_cell_too_long', 422, { line, column: column + 1 });
			characters += text.length;
			if (characters > limits.characters) throw expandsTooFar();
			for (let gap = cells.length; gap < column; gap++) {
				cells.push('');
				kinds.push('empty');
			}
			cells[column] = text;
			kinds[column] = kind;
			if (isFormula) (row.formulas ??= []).push(column);
		},
		end: () => (row.cells.some((cell) => cell.trim() !== '') ? row : null)
	};
}
