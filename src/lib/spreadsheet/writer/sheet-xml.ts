import type { Cell, Column, ColumnKind, WorkbookPlan } from '../workbook.ts';
import { serialDate, serialInstants } from './serial-date.ts';
import { styleOf } from './styles.ts';
import { cellText } from './xml-text.ts';

const widths: Record<ColumnKind, number> = {
	text: 28,
	number: 10,
	date: 12,
	instant: 17,
	money: 16,
	boolean: 10
};
const formulaSigns = '=+-@';
const edgeOrBreak = /^\s|[\n\t]|\s$/;
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';

export interface SheetXml {
	start(): string;
	/** @param number 1-based, the header's is 1 */
	row(cells: readonly Cell[], number: number): string;
	/** @param lastRow 1 when there is nothing but the header */
	end(lastRow: number): string;
}

/** The XML of a worksheet: header row frozen and styled, a filter over all that is used, typed cells. */
export function sheetXml(plan: WorkbookPlan): SheetXml {
	const letters = plan.columns.map((_, index) => columnLetters(index));
	const writers = plan.columns.map(({ kind }) => cellWriter(kind, plan));
	const last = letters.at(-1)!;
	return {
		start: () =>
			`${head}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0">` +
			'<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' +
			'<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>' +
			`<sheetFormatPr defaultRowHeight="15"/><cols>${plan.columns.map(columnXml).join('')}</cols><sheetData>` +
			`<row r="1" ht="20" customHeight="1">${plan.columns.map(headerXml).join('')}</row>`,
		row(cells, number) {
			let xml = `<row r="${number}">`;
			for (let index = 0; index < writers.length; index++) {
				const cell = cells[index];
				if (cell === null || cell === undefined || cell === '') continue;
				xml += `<c r="${letters[index]}${number}"${writers[index]!(cell)}</c>`;
			}
			return `${xml}</row>`;
		},
		end(lastRow) {
			const used = `A1:${last}${lastRow}`;
			return (
				`</sheetData><autoFilter ref="${used}"/>` +
				'<pageMargins left="0.4" right="0.4" top="0.5" bottom="0.5" header="0.3" footer="0.3"/>' +
				'<pageSetup orientation="landscape" fitToHeight="0"/>' +
				// Documents are digits on purpose.
				`<ignoredErrors><ignoredError sqref="${used}" numberStoredAsText="1"/></ignoredErrors></worksheet>`
			);
		}
	};

	function headerXml({ header }: Column, index: number): string {
		return `<c r="${letters[index]}1"${textXml(header, styleOf.header)}</c>`;
	}
}

/** `A`, `B` … `Z`, `AA` … from 0. */
export function columnLetters(index: number): string {
	const before = Math.floor(index / 26);
	const letter = String.fromCharCode(65 + (index % 26));
	return before === 0 ? letter : columnLetters(before - 1) + letter;
}

function columnXml({ kind, width }: Column, index: number): string {
	const style = kind === 'boolean' ? styleOf.general : styleOf[kind];
	return `<col min="${index + 1}" max="${index + 1}" width="${width ?? widths[kind]}" style="${style}" customWidth="1"/>`;
}

type CellWriter = (cell: string | number | boolean) => string;

/** @returns what follows the cell's address, up to its end tag */
function cellWriter(
	kind: ColumnKind,
	{ timeZone = 'UTC', booleanWords }: WorkbookPlan
): CellWriter {
	switch (kind) {
		case 'text':
			return asText;
		case 'number':
			return (cell) => numberXml(cell, styleOf.number) ?? asText(cell);
		case 'money':
			return (cell) => {
				if (typeof cell !== 'number') return asText(cell);
				return numberXml(cell / 100, styleOf.money) ?? asText(cell);
			};
		case 'date':
			return (cell) => numberXml(serialDate(String(cell)), styleOf.date) ?? asText(cell);
		case 'instant': {
			const serial = serialInstants(timeZone);
			return (cell) => numberXml(serial(String(cell)), styleOf.instant) ?? asText(cell);
		}
		case 'boolean':
			return (cell) => {
				if (typeof cell !== 'boolean') return asText(cell);
				if (booleanWords) return asText(booleanWords[cell ? 0 : 1]);
				return ` t="b"><v>${cell ? 1 : 0}</v>`;
			};
	}
}

function numberXml(cell: Cell, style: number): string | null {
	if (typeof cell !== 'number' || !Number.isFinite(cell)) return null;
	return ` s="${style}"><v>${cell}</v>`;
}

/** Typed text, which no spreadsheet computes; if it looks like a formula it stays text when somebody edits the cell, too. */
function asText(cell: string | number | boolean): string {
	const text = String(cell);
	return textXml(text, formulaSigns.includes(text[0]!) ? styleOf.literal : styleOf.text);
}

function textXml(text: string, style: number): string {
	const kept = edgeOrBreak.test(text) ? ' xml:space="preserve"' : '';
	return ` s="${style}" t="inlineStr"><is><t${kept}>${cellText(text)}</t></is>`;
}
