import type { CellKind, SheetRow } from '#lib/spreadsheet/sheet.ts';
import { plainWords } from '#lib/imports/guess-mapping.ts';
import { readSheetAmount } from './read-amount.ts';
import { isMonthFirst, readSheetDate } from './read-posted-on.ts';
import {
	guessSheetMapping,
	isHeader,
	type SheetField,
	type SheetMapping
} from './sheet-columns.ts';
import { isBalance, shown, shownId, shownUnread, type ReadStatement } from './statement.ts';

export interface SheetTable {
	header: string[];
	rows: SheetRow[];
}

/** Banks put the account, the period and the balance above the table. */
const rowsAbove = 30;

/**
 * The table of a bank's sheet: from the row on that names the columns. Without such a row every column is nameless,
 * as in files that have only movements.
 */
export function findTable(rows: readonly SheetRow[]): SheetTable {
	const at = rows.slice(0, rowsAbove).findIndex(({ cells }) => isHeader(cells));
	if (at >= 0) {
		return { header: rows[at]!.cells.map((cell) => shown(cell, 120)), rows: rows.slice(at + 1) };
	}
	const columns = rows.reduce((most, { cells }) => Math.max(most, cells.length), 0);
	return { header: Array.from({ length: columns }, () => ''), rows: [...rows] };
}

/** What each column probably is: by its name, else by what stands in it. */
export function guessMapping({ header, rows }: SheetTable): SheetMapping {
	const named = guessSheetMapping(header);
	if (named.some(({ field }) => field !== null)) return named;
	const looks = header.map((_, column) => looksLike(column, rows.slice(0, rowsAbove)));
	return header.map((text, column) => {
		const field = looks[column] ?? null;
		const isFirst = looks.indexOf(field) === column;
		return { header: text, field: field === 'memo' || isFirst ? field : null };
	});
}

function looksLike(column: number, rows: readonly SheetRow[]): SheetField | null {
	const filled = rows.filter(({ cells }) => cells[column]?.trim());
	const share = (test: (text: string, kind: CellKind) => boolean) =>
		filled.filter(({ cells, kinds }) => test(cells[column]!, kinds[column] ?? 'text')).length /
		(filled.length || 1);
	if (filled.length === 0) return null;
	if (share((text) => readSheetDate(text) !== null) > 0.8) return 'postedOn';
	if (share((text) => /^[cd]$/i.test(text.trim())) > 0.8) return 'direction';
	if (share((text, kind) => kind === 'number' || /\d[.,]\d{2}\D?$/.test(text.trim())) > 0.8) {
		return 'amount';
	}
	return share((text) => /\p{L}{2}/u.test(text)) > 0.5 ? 'memo' : null;
}

/**
 * The movements of a sheet. Rows without a day and an amount are no movements (subtotals, remarks); what has only one of
 * them, or one that cannot be read, is told.
 * @param account what the person calls the account; sheets rarely say it
 */
export function readSheetLines(
	table: SheetTable,
	mapping: SheetMapping,
	account: string | null
): ReadStatement {
	const statement: ReadStatement = {
		format: 'sheet',
		bank: null,
		lines: [],
		unread: [],
		balances: 0
	};
	const column = (field: SheetField) => mapping.findIndex((one) => one.field === field);
	const at = {
		postedOn: column('postedOn'),
		amount: column('amount'),
		credit: column('credit'),
		debit: column('debit'),
		direction: column('direction'),
		bankId: column('bankId')
	};
	const memos = mapping.flatMap(({ field }, index) => (field === 'memo' ? [index] : []));
	const text = (row: SheetRow, index: number) => (row.cells[index] ?? '').trim();
	const monthFirst = isMonthFirst(table.rows.map((row) => text(row, at.postedOn)));
	for (const row of table.rows) {
		const amount = amountOf(row, at);
		const day = text(row, at.postedOn);
		const memo = shown(
			memos
				.map((index) => text(row, index))
				.filter(Boolean)
				.join(' · ')
		);
		if (amount === undefined || isRepeatedHeader(row, table.header)) continue;
		if (isBalance(memo)) {
			statement.balances += 1;
			continue;
		}
		const postedOn = readSheetDate(day, monthFirst);
		if (postedOn === null && day === '' && memo === '') continue;
		if (postedOn === null || amount === null) {
			statement.unread.push({
				position: row.line,
				problem: postedOn === null ? 'date' : 'amount',
				text: shownUnread(row.cells.map((cell) => cell.slice(0, 120)).join(' · '))
			});
			continue;
		}
		statement.lines.push({
			position: row.line,
			postedOn,
			amountCents: amount,
			memo,
			bankId: shownId(at.bankId < 0 ? '' : text(row, at.bankId)),
			reference: null,
			account
		});
	}
	return statement;
}

/** @returns cents; null where something stands that is no amount; undefined where nothing stands */
function amountOf(
	row: SheetRow,
	at: Record<'amount' | 'credit' | 'debit' | 'direction', number>
): number | null | undefined {
	const read = (index: number) => {
		const text = (row.cells[index] ?? '').trim();
		return text === '' || text === '-'
			? undefined
			: readSheetAmount(text, row.kinds[index] === 'number');
	};
	if (at.credit >= 0) {
		const [credit, debit] = [read(at.credit), read(at.debit)];
		if (credit) return Math.abs(credit);
		return typeof debit === 'number' ? 0 - Math.abs(debit) : credit === null ? null : debit;
	}
	const amount = read(at.amount);
	if (typeof amount !== 'number') return amount;
	const direction = plainWords(row.cells[at.direction] ?? '');
	if (/^(d|deb|debito|saida|s)\b/.test(direction)) return 0 - Math.abs(amount);
	return amount;
}

/** Sheets that were printed in pages name the columns on each of them. */
function isRepeatedHeader(row: SheetRow, header: readonly string[]): boolean {
	return (
		header.some(Boolean) && header.every((name, index) => (row.cells[index] ?? '').trim() === name)
	);
}
