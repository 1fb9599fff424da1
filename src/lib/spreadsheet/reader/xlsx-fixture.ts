import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

const head = '<?xml version="1.0" encoding="UTF-8"?>';
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const packages = 'http://schemas.openxmlformats.org/package/2006/relationships';

const usual: Record<string, string> = {
	'_rels/.rels': `${head}<Relationships xmlns="${packages}"><Relationship Id="r1" Type="${relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
	'xl/workbook.xml': `${head}<workbook xmlns="${main}" xmlns:r="${relations}"><sheets><sheet name="Plan1" sheetId="1" r:id="rId1"/></sheets></workbook>`,
	'xl/_rels/workbook.xml.rels': `${head}<Relationships xmlns="${packages}"><Relationship Id="rId1" Type="${relations}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="${relations}/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="${relations}/styles" Target="/xl/styles.xml"/></Relationships>`
};

/** For tests: an XLSX file of these parts; the usual ones stand where none is given. */
export async function xlsxOf(parts: Record<string, string | Buffer>): Promise<Uint8Array> {
	return zipOf({ ...usual, ...parts });
}

/** For tests: an XLSX file with these rows, as XML. */
export async function sheetOf(
	rows: string,
	parts: Record<string, string> = {}
): Promise<Uint8Array> {
	return xlsxOf({ 'xl/worksheets/sheet1.xml': worksheet(rows), ...parts });
}

export function worksheet(rows: string): string {
	return `${head}<worksheet xmlns="${main}"><sheetData>${rows}</sheetData></worksheet>`;
}

export async function zipOf(parts: Record<string, string | Buffer>): Promise<Uint8Array> {
	const zip = new ZipFile();
	for (const [path, content] of Object.entries(parts)) zip.addBuffer(Buffer.from(content), path);
	zip.end();
	return buffer(zip.outputStream as Readable);
}
