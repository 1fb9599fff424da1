import * as sheetJs from 'xlsx';
import { expect, test } from 'vitest';
import type { Cell, Column, WorkbookPlan } from './workbook.ts';
import { writeWorkbook } from './write-workbook.server.ts';

const columns: Column[] = [
	{ header: 'ID', kind: 'number' },
	{ header: 'Nome', kind: 'text', width: 40 },
	{ header: 'Vencimento', kind: 'date' },
	{ header: 'Criação', kind: 'instant' },
	{ header: 'Valor', kind: 'money' },
	{ header: 'Suspenso', kind: 'boolean' }
];
const plan: WorkbookPlan = { sheetName: 'Clientes', columns, timeZone: 'America/Sao_Paulo' };

test('cells are typed, as Excel shows them', async () => {
	const sheet = await writtenSheet(plan, [
		[12, 'Mercado São João', '2026-12-31', '2026-11-22T01:30:00Z', 123456, true],
		[13, null, null, null, null, false]
	]);
	expect(cell(sheet, 'A1')).toMatchObject({ t: 's', v: 'ID' });
	expect(cell(sheet, 'A2')).toMatchObject({ t: 'n', v: 12 });
	expect(cell(sheet, 'B2')).toMatchObject({ t: 's', v: 'Mercado São João' });
	expect(cell(sheet, 'C2')).toMatchObject({ t: 'n', v: 46387, w: '31/12/2026' });
	// 22 November 01:30 UTC is the evening before in São Paulo.
	expect(cell(sheet, 'D2')).toMatchObject({ t: 'n', w: '21/11/2026 22:30' });
	expect(cell(sheet, 'E2')).toMatchObject({ t: 'n', v: 1234.56 });
	expect(cell(sheet, 'E2').z).toContain('R$');
	expect(cell(sheet, 'F2')).toMatchObject({ t: 'b', v: true });
	expect(sheet.B3).toBeUndefined();
	expect(cell(sheet, 'F3')).toMatchObject({ t: 'b', v: false });
});

test('the header stays, with a filter over all that is used and the widths asked for', async () => {
	const bytes = await written(
		plan,
		[
			[1, 'a'],
			[2, 'b']
		].map((row) => row as Cell[])
	);
	const workbook = sheetJs.read(bytes, {
		cellStyles: true,
		bookFiles: true
	}) as sheetJs.WorkBook & {
		files: Record<string, { content: Uint8Array }>;
	};
	const sheet = workbook.Sheets.Clientes!;
	expect(sheet['!autofilter']).toEqual({ ref: 'A1:F3' });
	expect(sheet['!cols']?.[1]).toMatchObject({ width: 40 });
	const xml = Buffer.from(workbook.files['xl/worksheets/sheet1.xml']!.content).toString();
	expect(xml).toContain(
		'<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
	);
	expect(workbook.Workbook?.Names?.[0]).toMatchObject({ Ref: "'Clientes'!$A$1:$F$3" });
});

test.each([
	['a formula', '=1+1'],
	['a call', '=HYPERLINK("http://x";"y")'],
	['a command', "@SUM(A1)|cmd '/c calc'!A0"],
	['markup', '<b>&amp; "aspas" \'x\'</b>'],
	['the end of a section', ']]>'],
	['right-to-left marks', '\u202Etxt.exe\u200F'],
	['emoji', '👩🏽‍🚀 café'],
	['breaks and tabs', 'uma\n\tduas '],
	['control characters', 'a\0b\x07c\x1bd\re'],
	['what looks like an escape', '_x000D_ e _x005F_'],
	['blanks', '  dentro  '],
	['digits', '00012345678901']
])('%s stays the text it is', async (_, text) => {
	const sheet = await writtenSheet(plan, [[1, text]]);
	const found = cell(sheet, 'B2');
	expect(found.t).toBe('s');
	expect(found.f).toBeUndefined();
	expect(found.v).toBe(text);
});

test('half of a surrogate pair becomes the replacement character', async () => {
	const sheet = await writtenSheet(plan, [
		[1, 'a\ud83db\udc00'],
		[2, '\ufffe']
	]);
	expect(cell(sheet, 'B2').v).toBe('a\ufffdb\ufffd');
	expect(cell(sheet, 'B3').v).toBe('\ufffd');
});

test('a text longer than a cell is cut, visibly, and not through a character', async () => {
	const sheet = await writtenSheet(plan, [
		[1, 'á'.repeat(40_000)],
		[2, '😀'.repeat(20_000)]
	]);
	const first = String(cell(sheet, 'B2').v);
	expect(first).toHaveLength(32_767);
	expect(first.endsWith('á…')).toBe(true);
	const second = String(cell(sheet, 'B3').v);
	expect(second.length).toBeLessThanOrEqual(32_767);
	expect(second.endsWith('😀…')).toBe(true);
});

test.each<[kind: string, column: number, value: Cell]>([
	['a day before spreadsheets count', 2, '1889-11-15'],
	['a day that never was', 2, '2026-02-30'],
	['no instant', 3, 'amanhã'],
	['a number that is none', 0, 'doze'],
	['an amount that is none', 4, 'muito']
])('%s is written as text', async (_, column, value) => {
	const row: Cell[] = [null, null, null, null, null, null];
	row[column] = value;
	const sheet = await writtenSheet(plan, [row]);
	expect(cell(sheet, `${'ABCDEF'[column]}2`)).toMatchObject({ t: 's', v: value });
});

test('booleans say the words of the reader', async () => {
	const sheet = await writtenSheet({ ...plan, booleanWords: ['Sim', 'Não'] }, [
		[1, 'a', null, null, null, true],
		[2, 'b', null, null, null, false]
	]);
	expect(cell(sheet, 'F2').v).toBe('Sim');
	expect(cell(sheet, 'F3').v).toBe('Não');
});

test('what one sheet cannot hold goes on in the next, each with header and filter', async () => {
	const rows = Array.from({ length: 7 }, (_, index) => [index + 1, `n${index + 1}`]);
	const workbook = sheetJs.read(await written({ ...plan, rowsPerSheet: 3 }, rows));
	expect(workbook.SheetNames).toEqual(['Clientes', 'Clientes (2)', 'Clientes (3)']);
	const numbers = workbook.SheetNames.map((name) =>
		sheetJs.utils.sheet_to_json<{ ID: number }>(workbook.Sheets[name]!).map(({ ID }) => ID)
	);
	expect(numbers).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
	expect(workbook.Sheets['Clientes (3)']!['!autofilter']).toEqual({ ref: 'A1:F2' });
});

test.each([
	["Clientes [ativos] / 2026: 'todos' * ? e mais um pouco", "Clientes  ativos    2026  'todo"],
	["'aspas'", 'aspas'],
	['', 'Sheet']
])('%j names the sheet as Excel allows', async (sheetName, name) => {
	const workbook = sheetJs.read(await written({ ...plan, sheetName }, [[1, 'a']]));
	expect(workbook.SheetNames[0]!.length).toBeLessThanOrEqual(31);
	expect(workbook.SheetNames).toEqual([name]);
});

test('nothing to write is a header with a filter', async () => {
	const sheet = await writtenSheet(plan, []);
	expect(sheet['!ref']).toBe('A1:F1');
});

test('rows that cannot be read break the file off', async () => {
	async function* rows() {
		yield [[1, 'a']];
		await Promise.reject(new Error('no more'));
	}
	await expect(new Response(writeWorkbook(plan, rows())).arrayBuffer()).rejects.toThrow('no more');
});

test('whoever stops reading stops the rows', async () => {
	let isClosed = false;
	async function* rows() {
		try {
			for (;;) yield Array.from({ length: 500 }, (_, index) => [index, crypto.randomUUID()]);
		} finally {
			isClosed = true;
		}
	}
	const reader = writeWorkbook(plan, rows()).getReader();
	await reader.read();
	await reader.cancel();
	expect(isClosed).toBe(true);
});

function cell(sheet: sheetJs.WorkSheet, address: string): sheetJs.CellObject {
	return sheet[address] as sheetJs.CellObject;
}

async function writtenSheet(plan: WorkbookPlan, rows: Cell[][]): Promise<sheetJs.WorkSheet> {
	const workbook = sheetJs.read(await written(plan, rows), { cellNF: true });
	return workbook.Sheets[workbook.SheetNames[0]!]!;
}

async function written(plan: WorkbookPlan, rows: Cell[][]): Promise<Uint8Array> {
	async function* batches() {
		await Promise.resolve();
		for (let index = 0; index < rows.length; index += 2) yield rows.slice(index, index + 2);
	}
	return new Uint8Array(await new Response(writeWorkbook(plan, batches())).arrayBuffer());
}
