import { describe, expect, test } from 'vitest';
import { DomainError } from '#lib/errors/domain-error.ts';
import { sheetOf } from '#lib/spreadsheet/reader/xlsx-fixture.ts';
import { previewStatement, readStatement } from './read-statement.server.ts';

const reading = { timeZone: 'America/Sao_Paulo', account: null };
const ofx = (memo: string) =>
	`OFXHEADER:100\n<OFX><CURDEF>BRL<BANKTRANLIST><STMTTRN><DTPOSTED>20261005<TRNAMT>10,00<MEMO>${memo}</STMTTRN></BANKTRANLIST></OFX>`;
const csv = 'Data;Histórico;Valor\r\n05/10/2026;Pix São João;10,00\r\n';

const codeOf = async (work: Promise<unknown>) => {
	const error: unknown = await work.then(
		() => null,
		(failure: unknown) => failure
	);
	return error instanceof DomainError ? error.code : error;
};

describe('by what is in it, in whichever letters', () => {
	test.each([
		['utf-8', Buffer.from(ofx('São João'))],
		['utf-8 with a mark', Buffer.from(`\uFEFF${ofx('São João')}`)],
		['windows-1252', Buffer.from(ofx('São João'), 'latin1')],
		['utf-16', Buffer.from(`\uFEFF${ofx('São João')}`, 'utf16le')]
	])('OFX, %s', async (_, bytes) => {
		expect(await previewStatement(bytes)).toEqual({ format: 'ofx' });
		expect((await readStatement(bytes, reading)).lines).toMatchObject([
			{ memo: 'São João', amountCents: 1000 }
		]);
	});

	test.each([
		['utf-8', Buffer.from(csv)],
		['windows-1252', Buffer.from(csv, 'latin1')]
	])('CSV, %s', async (_, bytes) => {
		const preview = await previewStatement(bytes);
		if (preview.format !== 'sheet') throw new Error('taken for OFX');
		expect(preview.samples).toEqual([['05/10/2026'], ['Pix São João'], ['10,00']]);
		const statement = await readStatement(bytes, { ...reading, mapping: preview.mapping });
		expect(statement.lines).toMatchObject([{ memo: 'Pix São João', amountCents: 1000 }]);
	});

	test('a workbook', async () => {
		const bytes = await sheetOf(
			'<row r="1"><c r="A1" t="inlineStr"><is><t>Data</t></is></c><c r="B1" t="inlineStr"><is><t>Valor</t></is></c></row>' +
				'<row r="2"><c r="A2" t="inlineStr"><is><t>05/10/2026</t></is></c><c r="B2"><v>10.5</v></c></row>'
		);
		const preview = await previewStatement(bytes);
		if (preview.format !== 'sheet') throw new Error('taken for OFX');
		const { lines } = await readStatement(bytes, { ...reading, mapping: preview.mapping });
		expect(lines).toMatchObject([{ postedOn: '2026-10-05', amountCents: 1050 }]);
	});
});

describe('refused by name', () => {
	test.each([
		['nothing', Buffer.from(''), 'spreadsheet_empty'],
		['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 0, 0, 13]), 'spreadsheet_binary'],
		['a document', Buffer.from('%PDF-1.7 extrato'), 'spreadsheet_unreadable'],
		['a broken archive', Buffer.from('PK\u0003\u0004 OFX'), 'spreadsheet_unreadable'],
		['OFX with NULs', Buffer.from(ofx('a\0b')), 'spreadsheet_binary'],
		['too large', Buffer.alloc(5_000_001, 'a'), 'statement_too_large'],
		['a header alone', Buffer.from('Data;Valor\r\n'), 'statement_empty']
	])('%s', async (_, bytes, code) => expect(await codeOf(previewStatement(bytes))).toBe(code));

	test.each([
		['no columns', undefined],
		['columns of another file', [{ header: 'Data', field: 'postedOn' as const }]],
		[
			'columns that say too little',
			['Data', 'Histórico', 'Valor'].map((header) => ({ header, field: null }))
		]
	])('%s', async (_, mapping) =>
		expect(await codeOf(readStatement(Buffer.from(csv), { ...reading, mapping }))).toBe(
			'statement_columns'
		)
	);

	test('a sheet in which nothing is a movement', async () => {
		const bytes = Buffer.from('Data;Histórico;Valor\r\n;;\r\n;aviso;\r\n');
		const mapping = (['postedOn', 'memo', 'amount'] as const).map((field, at) => ({
			header: ['Data', 'Histórico', 'Valor'][at]!,
			field
		}));
		expect(await codeOf(readStatement(bytes, { ...reading, mapping }))).toBe('statement_empty');
	});
});
