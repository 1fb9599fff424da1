import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { openSheet, readSheet } from './read-sheet.server.ts';
import { sheetOf, worksheet, xlsxOf, zipOf } from './reader/xlsx-fixture.ts';
import type { Sheet, SheetRow } from './sheet.ts';
import type { SheetLimits } from './sheet-limits.ts';
import { writeWorkbook } from './write-workbook.server.ts';

const title = text('Nome');

describe('XLSX', () => {
	test('what we write comes back as it was', async () => {
		async function* rows() {
			await Promise.resolve();
			yield [
				[7, '=1+1', '2026-12-31', '2026-11-22T12:30:00Z', -199, true],
				[8, 'São "João" & <Cia>\u202E 😀\n_x0041_', null, null, null, false]
			];
		}
		const file = writeWorkbook(
			{
				sheetName: 'Clientes',
				columns: [
					{ header: 'ID', kind: 'number' },
					{ header: 'Nome', kind: 'text' },
					{ header: 'Vence', kind: 'date' },
					{ header: 'Criado', kind: 'instant' },
					{ header: 'Valor', kind: 'money' },
					{ header: 'Suspenso', kind: 'boolean' }
				]
			},
			rows()
		);
		const sheet = await readSheet(new Uint8Array(await new Response(file).arrayBuffer()));
		expect(sheet).toEqual<Sheet>({
			format: 'xlsx',
			sheetName: 'Clientes',
			encoding: null,
			delimiter: null,
			header: ['ID', 'Nome', 'Vence', 'Criado', 'Valor', 'Suspenso'],
			rows: [
				{
					line: 2,
					cells: ['7', '=1+1', '2026-12-31', '2026-11-22T12:30:00', '-1.99', 'true'],
					kinds: ['number', 'text', 'date', 'instant', 'number', 'boolean']
				},
				{
					line: 3,
					cells: ['8', 'São "João" & <Cia>\u202E 😀\n_x0041_', '', '', '', 'false'],
					kinds: ['number', 'text', 'empty', 'empty', 'empty', 'boolean']
				}
			],
			formulas: 0,
			isCut: false
		});
	});

	test.each<[what: string, cell: string, text: string, kind: string]>([
		['a CNPJ as a number', '<c><v>12345678000190</v></c>', '12345678000190', 'number'],
		['the same with an exponent', '<c><v>1.234567800019E+13</v></c>', '12345678000190', 'number'],
		[
			'more digits than a number has',
			'<c><v>123456789012345678901</v></c>',
			'123456789012345678901',
			'number'
		],
		['what a price becomes', '<c><v>19.899999999999999</v></c>', '19.9', 'number'],
		['something tiny', '<c><v>1.5E-7</v></c>', '0.00000015', 'number'],
		['a date', '<c s="1"><v>46387</v></c>', '2026-12-31', 'date'],
		['a date and time', '<c s="2"><v>46387.5</v></c>', '2026-12-31T12:00:00', 'instant'],
		['a negative date', '<c s="1"><v>-5</v></c>', '-5', 'number'],
		['an ISO date', '<c t="d"><v>2026-12-31T00:00:00</v></c>', '2026-12-31', 'date'],
		['a truth', '<c t="b"><v>1</v></c>', 'true', 'boolean'],
		['an error', '<c t="e"><v>#DIV/0!</v></c>', '#DIV/0!', 'error'],
		['text in place', '<c t="inlineStr"><is><t>a</t></is></c>', 'a', 'text'],
		['text in runs', '<c t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>', 'ab', 'text'],
		['a shared text', '<c t="s"><v>0</v></c>', '001', 'text'],
		['a shared text with its reading', '<c t="s"><v>1</v></c>', '課', 'text'],
		['an escape', '<c t="inlineStr"><is><t>_x0009_a_x005F_b</t></is></c>', '\ta_b', 'text']
	])('%s', async (_, cell, expected, kind) => {
		const { rows } = await readSheet(
			await sheetOf(`<row>${title}</row><row>${cell}</row>`, extras)
		);
		expect(rows).toEqual([{ line: 2, cells: [expected], kinds: [kind] }]);
	});

	test('a formula is the value that it had, and is marked', async () => {
		const formulas =
			'<c r="A2"><f>1+1</f><v>2</v></c>' +
			'<c r="B2" t="str"><f>HYPERLINK("http://x")</f><v>clique</v></c>' +
			'<c r="C2"><f t="shared" si="0"/></c><c r="D2"><v>4</v></c>';
		const sheet = await readSheet(await sheetOf(`<row>${title}</row><row r="2">${formulas}</row>`));
		expect(sheet.rows).toEqual([
			{
				line: 2,
				cells: ['2', 'clique', '', '4'],
				kinds: ['number', 'text', 'empty', 'number'],
				formulas: [0, 1]
			}
		]);
		expect(sheet.formulas).toBe(2);
	});

	test('rows keep their number, cells their column, and emptiness is left out', async () => {
		const rows = `<row r="3"><c r="B3" t="inlineStr"><is><t> Nome </t></is></c></row><row r="4"><c r="A4" s="1"/></row><row r="9"><c r="C9"><v>1</v></c></row>`;
		const sheet = await readSheet(await sheetOf(rows, extras));
		expect(sheet.header).toEqual(['', 'Nome']);
		expect(sheet.rows).toEqual([
			{ line: 9, cells: ['', '', '1'], kinds: ['empty', 'empty', 'number'] }
		]);
	});

	test('the first sheet that one sees is read, days counted as the file says', async () => {
		const bytes = await xlsxOf({
			...extras,
			'xl/workbook.xml':
				'<x:workbook xmlns:x="a" xmlns:r="b"><x:workbookPr date1904="1"/><x:sheets><x:sheet name="Oculta" state="veryHidden" r:id="rId9"/><x:sheet name="Vista" r:id="rId1"/></x:sheets></x:workbook>',
			'xl/worksheets/sheet1.xml': `<x:worksheet xmlns:x="a"><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>Dia</x:t></x:is></x:c></x:row><x:row><x:c s="1"><x:v>44925</x:v></x:c></x:row></x:sheetData></x:worksheet>`
		});
		const sheet = await readSheet(bytes);
		expect(sheet.sheetName).toBe('Vista');
		expect(sheet.rows[0]!.cells).toEqual(['2026-12-31']);
	});

	test.each<[what: string, code: string, file: () => Promise<Uint8Array> | Uint8Array]>([
		['nothing at all', 'spreadsheet_empty', () => new Uint8Array()],
		['no row', 'spreadsheet_empty', () => sheetOf('')],
		['only empty cells', 'spreadsheet_empty', () => sheetOf('<row><c r="A1"/></row>')],
		['a zip of something else', 'spreadsheet_unreadable', () => zipOf({ 'a.txt': 'a' })],
		[
			'half a file',
			'spreadsheet_unreadable',
			async () => (await sheetOf(`<row>${title}</row>`)).slice(0, 700)
		],
		[
			'a file with a wrong byte',
			'spreadsheet_unreadable',
			async () => wrongByte(await sheetOf(`<row>${title}</row>`))
		],
		['broken XML', 'spreadsheet_unreadable', () => sheetOf('<row><c></row>')],
		[
			'XML that is not UTF-8',
			'spreadsheet_unreadable',
			() => xlsxOf({ 'xl/worksheets/sheet1.xml': Buffer.from('<a>\xff</a>', 'latin1') })
		],
		[
			'a text that is not there',
			'spreadsheet_unreadable',
			() => sheetOf('<row><c t="s"><v>99</v></c></row>', extras)
		],
		[
			'an entity of its own',
			'spreadsheet_unreadable',
			() => sheetOf('<row><c t="inlineStr"><is><t>&lol;</t></is></c></row>')
		],
		['elements within elements', 'spreadsheet_unreadable', () => sheetOf('<a>'.repeat(100_000))],
		['an old file', 'spreadsheet_old_format', () => oldFile('Workbook')],
		['a file with a password', 'spreadsheet_encrypted', () => oldFile('EncryptedPackage')],
		[
			'an encrypted zip',
			'spreadsheet_encrypted',
			async () => encrypted(await sheetOf(`<row>${title}</row>`))
		],
		[
			'a page that is called a sheet',
			'spreadsheet_old_format',
			() => Buffer.from('<html><table><tr><td>a</td></tr></table></html>')
		],
		['a PDF', 'spreadsheet_unreadable', () => Buffer.from('%PDF-1.7\nx')],
		[
			'a picture',
			'spreadsheet_binary',
			() => Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1')
		]
	])('%s is refused: %s', async (_, code, file) => {
		await expect(readSheet(await file())).rejects.toThrow(code);
	});

	test.each([
		[
			'a billion laughs',
			`<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>${worksheet('<row><c t="inlineStr"><is><t>&b;</t></is></c></row>').slice(38)}`
		],
		[
			'an entity from outside',
			`<!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]>${worksheet('<row><c t="inlineStr"><is><t>&a;</t></is></c></row>').slice(38)}`
		],
		[
			'a document type from outside',
			`<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd">${worksheet(`<row>${title}</row>`).slice(38)}`
		]
	])('%s is refused before anything is expanded', async (_, xml) => {
		const bytes = await xlsxOf({ 'xl/worksheets/sheet1.xml': xml });
		await expect(readSheet(bytes)).rejects.toThrow('spreadsheet_unreadable');
	});
});

describe('limits', () => {
	const ten = `<row>${title}</row>${`<row>${text('x')}</row>`.repeat(10)}`;

	test.each<[what: string, code: string, limits: Partial<SheetLimits>, rows: string]>([
		['rows', 'spreadsheet_too_many_rows', { rows: 9 }, ten],
		[
			'columns',
			'spreadsheet_too_many_columns',
			{ columns: 3 },
			`<row>${title}<c r="D1"><v>1</v></c></row>`
		],
		[
			'the farthest column',
			'spreadsheet_too_many_columns',
			{},
			`<row>${title}<c r="XFD1048576"><v>1</v></c></row>`
		],
		[
			'a cell',
			'spreadsheet_cell_too_long',
			{},
			`<row>${title}</row><row>${text('x'.repeat(32_768))}</row>`
		],
		[
			'a cell of 10 MB',
			'spreadsheet_cell_too_long',
			{},
			`<row>${title}</row><row>${text('x'.repeat(10_000_000))}</row>`
		],
		['all text together', 'spreadsheet_expands_too_far', { characters: 10 }, ten],
		['time', 'spreadsheet_took_too_long', { milliseconds: 1 }, ten]
	])('of %s: %s', async (_, code, limits, rows) => {
		await expect(readSheet(await sheetOf(rows), limits)).rejects.toThrow(code);
	});

	test('of size, before anything is read', async () => {
		await expect(
			readSheet(new Uint8Array(2_000_001), { fileBytes: 2_000_000 })
		).rejects.toMatchObject({
			code: 'spreadsheet_too_large',
			status: 413,
			params: { megabytes: 2 }
		});
	});

	test('a preview ends where it should, and says that more follows', async () => {
		const preview = await readSheet(await sheetOf(ten), { rows: 3, isPreview: true });
		expect(preview.rows.map(({ line }) => line)).toEqual([2, 3, 4]);
		expect(preview.isCut).toBe(true);
		const whole = await readSheet(await sheetOf(ten), { rows: 10, isPreview: true });
		expect(whole).toMatchObject({ isCut: false, rows: { length: 10 } });
	});

	test('a zip bomb stops at the limit, not at its end', async () => {
		// A gigabyte of blanks between two cells.
		const xml = Buffer.concat([
			Buffer.from(`<worksheet><sheetData><row>${title}</row>`),
			Buffer.alloc(60_000_000, ' '),
			Buffer.from('</sheetData></worksheet>')
		]);
		const bytes = await xlsxOf({ 'xl/worksheets/sheet1.xml': xml });
		expect(bytes.byteLength).toBeLessThan(100_000);
		const limits = { expandedBytes: 20_000_000 };
		await expect(readSheet(bytes, limits)).rejects.toThrow('spreadsheet_expands_too_far');
	});

	test('the parts of a bomb count together', async () => {
		const blanks = ' '.repeat(6_000_000);
		const bytes = await sheetOf(`<row>${title}</row>${blanks}`, {
			'xl/sharedStrings.xml': `<sst>${blanks}</sst>`,
			'xl/styles.xml': '<styleSheet/>'
		});
		await expect(readSheet(bytes, { expandedBytes: 10_000_000 })).rejects.toThrow(
			'spreadsheet_expands_too_far'
		);
		expect((await readSheet(bytes, { expandedBytes: 13_000_000 })).header).toEqual(['Nome']);
	});

	test('a bomb that lies about its size is no better', async () => {
		const real = Buffer.alloc(50_000_000, ' ');
		const bytes = await xlsxOf({ 'xl/worksheets/sheet1.xml': real });
		const lying = Buffer.from(bytes);
		const size = Buffer.alloc(4);
		size.writeUInt32LE(real.length);
		for (let at = lying.indexOf(size); at >= 0; at = lying.indexOf(size, at + 1))
			lying.writeUInt32LE(64, at);
		expect(lying.equals(bytes)).toBe(false);
		await expect(readSheet(lying)).rejects.toThrow('spreadsheet_unreadable');
	});

	test('a zip in the zip is not opened', async () => {
		const inner = deflateRawSync(Buffer.alloc(30_000_000));
		const bytes = await sheetOf(`<row>${title}</row>`, {
			'xl/inner.zip': inner.toString('latin1')
		});
		expect((await readSheet(bytes, { expandedBytes: 100_000 })).header).toEqual(['Nome']);
	});

	test('one text in a million cells counts a million times', async () => {
		const cells = '<row><c t="s"><v>0</v></c></row>'.repeat(5_000);
		const bytes = await sheetOf(cells, {
			'xl/sharedStrings.xml': `<sst><si><t>${'x'.repeat(30_000)}</t></si></sst>`
		});
		await expect(readSheet(bytes)).rejects.toThrow('spreadsheet_expands_too_far');
	});
});

describe('CSV', () => {
	test.each<[what: string, bytes: Buffer, facts: Partial<Sheet>, cells: string[][]]>([
		[
			'semicolons',
			Buffer.from('Nome;Cidade\r\nAção;São Paulo\r\n'),
			{ encoding: 'utf-8', delimiter: ';' },
			[['Ação', 'São Paulo']]
		],
		[
			'commas, with a mark',
			Buffer.from('\ufeffNome,Cidade\n"a, b",c'),
			{ encoding: 'utf-8', delimiter: ',', header: ['Nome', 'Cidade'] },
			[['a, b', 'c']]
		],
		['tabs', Buffer.from('Nome\tCidade\na\tb'), { delimiter: '\t' }, [['a', 'b']]],
		[
			'semicolons beside decimal commas',
			Buffer.from('Nome;Valor\na;1,5\nb;2,5\n'),
			{ delimiter: ';' },
			[
				['a', '1,5'],
				['b', '2,5']
			]
		],
		['one column', Buffer.from('Nome\nMercado\n'), { delimiter: null }, [['Mercado']]],
		[
			'what Excel in Brazil saves',
			Buffer.from('Nome;Situação\nJoão;ação\n', 'latin1'),
			{ encoding: 'windows-1252' },
			[['João', 'ação']]
		],
		['UTF-16', Buffer.from('\ufeffNome;é\na;ç', 'utf16le'), { encoding: 'utf-16le' }, [['a', 'ç']]],
		[
			'a delimiter that is said',
			Buffer.from('sep=,\r\nNome,Cidade\r\na,b;c;d\r\n'),
			{ delimiter: ',' },
			[['a', 'b;c;d']]
		],
		[
			'quotes and breaks',
			Buffer.from('Nome;Nota\n"diz ""oi""";"uma\nduas"'),
			{},
			[['diz "oi"', 'uma\nduas']]
		],
		['a quote within', Buffer.from('Nome;Nota\nTV 40" HD;x'), {}, [['TV 40" HD', 'x']]],
		[
			'lines that end in all ways',
			Buffer.from('a;b\r\n1;2\r3;4\n5;6'),
			{},
			[
				['1', '2'],
				['3', '4'],
				['5', '6']
			]
		],
		['rows of all lengths', Buffer.from('a;b\n1\n1;2;3\n'), {}, [['1'], ['1', '2', '3']]],
		['what looks like a formula', Buffer.from("a;b\n=1+1;'=2\n"), {}, [['=1+1', "'=2"]]],
		['emoji and marks', Buffer.from('a\n😀\u202Eb\n'), {}, [['😀\u202Eb']]]
	])('%s', async (_, bytes, facts, cells) => {
		const sheet = await readSheet(bytes);
		expect(sheet).toMatchObject({ format: 'csv', sheetName: null, formulas: 0, ...facts });
		expect(sheet.rows.map((row) => row.cells)).toEqual(cells);
	});

	test('empty lines count and are left out', async () => {
		const { rows } = await readSheet(Buffer.from('\nNome;b\n\n;\na;\n'));
		expect(rows).toEqual([{ line: 5, cells: ['a'], kinds: ['text'] }]);
	});

	test.each<[what: string, code: string, bytes: Buffer, limits?: Partial<SheetLimits>]>([
		['a quote that nobody closes', 'spreadsheet_quote_open', Buffer.from('a;b\n1;2\n"3;4\n')],
		['NULs', 'spreadsheet_binary', Buffer.from('a;b\n1;\0\n')],
		['blank lines only', 'spreadsheet_empty', Buffer.from('\n\r\n \n;\r')],
		['too many rows', 'spreadsheet_too_many_rows', Buffer.from('a\n1\n2\n3\n'), { rows: 2 }],
		['too many columns', 'spreadsheet_too_many_columns', Buffer.from(`a\n${';1'.repeat(300)}\n`)],
		['a cell of 9 MB', 'spreadsheet_cell_too_long', Buffer.from(`a;b\n${'x'.repeat(900_000)};2\n`)],
		[
			'a record without an end',
			'spreadsheet_quote_open',
			Buffer.from(`a;b\n"${'x;\n'.repeat(600_000)}`)
		]
	])('%s is refused: %s', async (_, code, bytes, limits) => {
		await expect(readSheet(bytes, limits)).rejects.toThrow(code);
	});
});

test('rows come in batches, and whoever stops gives the place back', async () => {
	const bytes = Buffer.from(`Nome\n${'a\n'.repeat(1200)}`);
	for (let round = 0; round < 3; round++) {
		const sheet = await openSheet(bytes);
		expect(sheet.header).toEqual(['Nome']);
		for await (const rows of sheet.rows) {
			expect(rows).toHaveLength(500);
			break;
		}
	}
	const lines: SheetRow[] = [];
	for await (const rows of (await openSheet(bytes)).rows) lines.push(...rows);
	expect(lines.at(-1)!.line).toBe(1201);
});

function text(content: string): string {
	return `<c t="inlineStr"><is><t>${content}</t></is></c>`;
}

const extras = {
	'xl/sharedStrings.xml':
		'<sst><si><t>001</t></si><si><t>課</t><rPh sb="0" eb="1"><t>カ</t></rPh></si></sst>',
	'xl/styles.xml':
		'<styleSheet><numFmts><numFmt numFmtId="170" formatCode="dd/mm/yyyy\\ hh:mm"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>'
};

function oldFile(stream: string): Uint8Array {
	return Buffer.concat([
		Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
		Buffer.alloc(512),
		Buffer.from(stream, 'utf16le')
	]);
}

/** Turns over a byte of the content of the last part. */
function wrongByte(bytes: Uint8Array): Uint8Array {
	const turned = Buffer.from(bytes);
	const at = turned.lastIndexOf('sheet1.xml', turned.indexOf('PK\x01\x02', 0, 'latin1')) + 60;
	turned[at] = turned[at]! ^ 0xff;
	return turned;
}

/** Sets the flag of encryption in all headers. */
function encrypted(bytes: Uint8Array): Uint8Array {
	const marked = Buffer.from(bytes);
	for (const [signature, offset] of [
		['PK\x03\x04', 6],
		['PK\x01\x02', 8]
	] as const)
		for (
			let at = marked.indexOf(signature, 0, 'latin1');
			at >= 0;
			at = marked.indexOf(signature, at + 1, 'latin1')
		)
			marked[at + offset]! |= 1;
	return marked;
}
