import type { CellKind, SheetRow } from '../sheet.ts';
import type { SheetLimits } from '../sheet-limits.ts';
import { columnOf, dateText, numberText, unescaped } from './cell-value.ts';
import { readDateStyles } from './date-styles.ts';
import { readXml, type XmlHandler } from './read-xml.ts';
import { unreadable } from './refusals.ts';
import { rowBuilder } from './row-builder.ts';
import { readSharedStrings } from './shared-strings.ts';
import { readWorkbookFacts } from './workbook-facts.ts';
import { openZip } from './zip-parts.ts';

export interface XlsxRows {
	sheetName: string;
	/** Those that are not empty, in batches. */
	rows: AsyncGenerator<SheetRow[], void>;
}

/** The rows of the first visible sheet, while it unfolds. */
export async function xlsxRows(bytes: Uint8Array, limits: SheetLimits): Promise<XlsxRows> {
	const zip = await openZip(bytes, limits);
	const { sheetName, sheetPath, stylesPath, sharedStringsPath, is1904 } =
		await readWorkbookFacts(zip);
	const context: SheetContext = {
		dateStyles: stylesPath ? await readDateStyles(zip, stylesPath) : [],
		strings: sharedStringsPath ? await readSharedStrings(zip, sharedStringsPath) : [],
		is1904
	};
	return { sheetName, rows: rowsOf() };

	async function* rowsOf() {
		let found: SheetRow[] = [];
		const handler = sheetHandler(context, limits, (row) => found.push(row));
		for await (const _ of readXml(zip.read(sheetPath), handler)) {
			if (found.length === 0) continue;
			yield found;
			found = [];
		}
	}
}

interface SheetContext {
	dateStyles: boolean[];
	strings: string[];
	is1904: boolean;
}

interface OpenCell {
	column: number;
	type: string;
	isDate: boolean;
	isFormula: boolean;
	text: string;
}

function sheetHandler(
	{ dateStyles, strings, is1904 }: SheetContext,
	limits: SheetLimits,
	found: (row: SheetRow) => void
): XmlHandler {
	const builder = rowBuilder(limits);
	let line = 0;
	let column = -1;
	let cell: OpenCell | null = null;
	let isValue = false;
	let isPhonetic = false;

	return {
		open(name, attributes) {
			switch (name) {
				case 'row': {
					const given = Number(attributes.r ?? line + 1);
					line = Number.isSafeInteger(given) && given > 0 ? given : line + 1;
					column = -1;
					builder.begin(line);
					break;
				}
				case 'c': {
					const given = attributes.r === undefined ? -1 : columnOf(attributes.r);
					column = given >= 0 ? given : column + 1;
					const isDate = dateStyles[Number(attributes.s ?? 0)] ?? false;
					cell = { column, type: attributes.t ?? 'n', isDate, isFormula: false, text: '' };
					break;
				}
				case 'f':
					if (cell) cell.isFormula = true;
					break;
				case 'rPh':
					isPhonetic = true;
					break;
				case 'v':
				case 't':
					isValue = !isPhonetic;
					break;
			}
		},
		text(text) {
			if (isValue && cell) cell.text += text;
		},
		close(name) {
			switch (name) {
				case 'v':
				case 't':
					isValue = false;
					break;
				case 'rPh':
					isPhonetic = false;
					break;
				case 'c': {
					if (!cell) return;
					const [text, kind] = valueOf(cell);
					builder.set(cell.column, text, kind, cell.isFormula);
					cell = null;
					break;
				}
				case 'row': {
					const row = builder.end();
					if (row) found(row);
					break;
				}
			}
		}
	};

	/** @see ECMA-376 part 1, 18.18.11 ST_CellType */
	function valueOf({ type, text, isDate }: OpenCell): [string, CellKind] {
		switch (type) {
			case 's': {
				const shared = text === '' ? '' : strings[Number(text)];
				if (shared === undefined) throw unreadable();
				return [shared, 'text'];
			}
			case 'inlineStr':
			case 'str':
				return [unescaped(text), 'text'];
			case 'b':
				return [text === '' ? '' : /^(1|true)$/.test(text) ? 'true' : 'false', 'boolean'];
			case 'e':
				return [text, 'error'];
			case 'd':
				return isoDate(text);
		}
		if (text === '') return ['', 'empty'];
		const date = isDate ? dateText(text, is1904) : null;
		if (date) return [date.text, date.kind];
		const number = numberText(text);
		return number === null ? [text, 'text'] : [number, 'number'];
	}
}

function isoDate(text: string): [string, CellKind] {
	const [, on, time = '00:00:00'] =
		/^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}:\d{2}))?/.exec(text) ?? [];
	if (on === undefined) return [text, 'text'];
	return time === '00:00:00' ? [on, 'date'] : [`${on}T${time}`, 'instant'];
}
