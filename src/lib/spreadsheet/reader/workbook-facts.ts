import { posix } from 'node:path';
import { unreadable } from './refusals.ts';
import { readXml, type XmlHandler } from './read-xml.ts';
import type { ZipParts } from './zip-parts.ts';

export interface WorkbookFacts {
	sheetName: string;
	sheetPath: string;
	stylesPath: string | null;
	sharedStringsPath: string | null;
	/** Whether days count from 1904, as in sheets of old Macs. */
	is1904: boolean;
}

interface Relation {
	type: string;
	path: string;
}

/** Where in the workbook its first visible sheet is, and what that needs. */
export async function readWorkbookFacts(zip: ZipParts): Promise<WorkbookFacts> {
	const root = await readRelations(zip, '');
	const workbook = [...root.values()].find(({ type }) => type === 'officeDocument');
	if (!workbook) throw unreadable();
	const relations = await readRelations(zip, workbook.path);
	const { sheets, is1904 } = await readSheets(zip, workbook.path);
	const isSheet = ({ id }: SheetEntry) => relations.get(id)?.type === 'worksheet';
	const sheet = sheets.find((one) => isSheet(one) && !one.isHidden) ?? sheets.find(isSheet);
	if (!sheet) throw unreadable();
	const pathOf = (type: string) =>
		[...relations.values()].find((one) => one.type === type && zip.has(one.path))?.path ?? null;
	return {
		sheetName: sheet.name,
		sheetPath: relations.get(sheet.id)!.path,
		stylesPath: pathOf('styles'),
		sharedStringsPath: pathOf('sharedStrings'),
		is1904
	};
}

interface SheetEntry {
	name: string;
	id: string;
	isHidden: boolean;
}

async function readSheets(zip: ZipParts, path: string) {
	const sheets: SheetEntry[] = [];
	let is1904 = false;
	await readAll(zip, path, (name, attributes) => {
		if (name === 'workbookPr') is1904 = /^(1|true)$/.test(attributes.date1904 ?? '');
		if (name !== 'sheet') return;
		const id = Object.entries(attributes).find(([key]) => /^(\w+:)?id$/.test(key))?.[1];
		if (id === undefined) return;
		const isHidden = (attributes.state ?? 'visible') !== 'visible';
		sheets.push({ name: attributes.name ?? '', id, isHidden });
	});
	return { sheets, is1904 };
}

/** Relations inside the file, by id. Those that lead outside are not followed. */
async function readRelations(zip: ZipParts, source: string): Promise<Map<string, Relation>> {
	const { dir, base } = posix.parse(source);
	const relations = new Map<string, Relation>();
	await readAll(zip, posix.join(dir, '_rels', `${base}.rels`), (name, attributes) => {
		if (name !== 'Relationship' || attributes.TargetMode === 'External') return;
		const target = attributes.Target ?? '';
		const path = target.startsWith('/') ? target.slice(1) : posix.join(dir, target);
		const type = attributes.Type?.split('/').at(-1) ?? '';
		if (attributes.Id) relations.set(attributes.Id, { type, path });
	});
	return relations;
}

async function readAll(zip: ZipParts, path: string, open: XmlHandler['open']): Promise<void> {
	const handler: XmlHandler = { open, close() {}, text() {} };
	for await (const _ of readXml(zip.read(path), handler));
}
