import { stylesXml } from './styles.ts';
import { columnLetters } from './sheet-xml.ts';
import { attributeText } from './xml-text.ts';

export interface WrittenSheet {
	name: string;
	/** Header included. */
	rows: number;
}

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const formats = 'http://schemas.openxmlformats.org';
const main = `${formats}/spreadsheetml/2006/main`;
const relations = `${formats}/officeDocument/2006/relationships`;
const packages = `${formats}/package/2006`;
const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml';

export function sheetPath(index: number): string {
	return `xl/worksheets/sheet${index + 1}.xml`;
}

/** Everything of a workbook but its sheets, by path. */
export function workbookParts(
	sheets: readonly WrittenSheet[],
	columns: number
): [string, string][] {
	return [
		['xl/styles.xml', stylesXml],
		['xl/workbook.xml', workbookXml(sheets, columns)],
		['xl/_rels/workbook.xml.rels', workbookRelations(sheets)],
		['_rels/.rels', rootRelations],
		['[Content_Types].xml', contentTypes(sheets)]
	];
}

/**
 * The names of sheets, as Excel allows them.
 * @see Excel, "Rename a worksheet": at most 31 characters, none of / \ ? * : [ ], no apostrophe at an end, not blank
 */
export function sheetName(wanted: string, index: number): string {
	const suffix = index === 0 ? '' : ` (${index + 1})`;
	const clean = wanted
		.toWellFormed()
		// eslint-disable-next-line no-control-regex -- they are not allowed there
		.replace(/[/\\?*:[\]\0-\x1f\ufffe\uffff]/g, ' ')
		.replace(/^[\s']+/, '')
		.slice(0, 31 - suffix.length)
		.replace(/[\s'\ud800-\udbff]+$/, '');
	return `${clean || 'Sheet'}${suffix}`;
}

function workbookXml(sheets: readonly WrittenSheet[], columns: number): string {
	const listed = sheets.map(
		({ name }, index) =>
			`<sheet name="${attributeText(name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`
	);
	// Without these names some programs show the filter of a sheet only after it is set anew.
	const filters = sheets.map(({ name, rows }, index) => {
		const quoted = `'${attributeText(name.replaceAll("'", "''"))}'`;
		return `<definedName name="_xlnm._FilterDatabase" localSheetId="${index}" hidden="1">${quoted}!$A$1:$${columnLetters(columns - 1)}$${rows}</definedName>`;
	});
	return `${head}<workbook xmlns="${main}" xmlns:r="${relations}"><bookViews><workbookView activeTab="0"/></bookViews><sheets>${listed.join('')}</sheets><definedNames>${filters.join('')}</definedNames></workbook>`;
}

function workbookRelations(sheets: readonly WrittenSheet[]): string {
	const listed = sheets.map(
		(_, index) =>
			`<Relationship Id="rId${index + 1}" Type="${relations}/worksheet" Target="worksheets/sheet${index + 1}.xml"/>`
	);
	return `${head}<Relationships xmlns="${packages}/relationships">${listed.join('')}<Relationship Id="rId${sheets.length + 1}" Type="${relations}/styles" Target="styles.xml"/></Relationships>`;
}

const rootRelations = `${head}<Relationships xmlns="${packages}/relationships"><Relationship Id="rId1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`;

function contentTypes(sheets: readonly WrittenSheet[]): string {
	const listed = sheets.map(
		(_, index) => `<Override PartName="/${sheetPath(index)}" ContentType="${type}.worksheet+xml"/>`
	);
	return `${head}<Types xmlns="${packages}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/>${listed.join('')}</Types>`;
}
