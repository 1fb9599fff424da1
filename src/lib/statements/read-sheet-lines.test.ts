import { expect, test } from 'vitest';
import { guessMapping, findTable, readSheetLines } from './read-sheet-lines.ts';
import { isReadable } from './sheet-columns.ts';
import type { CellKind, SheetRow } from '#lib/spreadsheet/sheet.ts';

const rowsOf = (text: string, delimiter: string): SheetRow[] =>
	text
		.trim()
		.split('\n')
		.map((line, at) => {
			const cells = line.trim().split(delimiter);
			return { line: at + 1, cells, kinds: cells.map((): CellKind => 'text') };
		});

function read(text: string, delimiter = ';') {
	const table = findTable(rowsOf(text, delimiter));
	const mapping = guessMapping(table);
	return {
		mapping,
		isReadable: isReadable(mapping),
		...readSheetLines(table, mapping, 'Conta PJ')
	};
}

test('a digital bank: commas, decimal points, an id', () => {
	const { lines, isReadable } = read(
		`Data,Valor,Identificador,Descrição
		01/10/2026,150.00,6516f3b1,Transferência recebida pelo Pix - JOAO DA SILVA
		02/10/2026,-35.90,6516f3b2,Pagamento de boleto`,
		','
	);
	expect(isReadable).toBe(true);
	expect(lines).toEqual([
		{
			position: 2,
			postedOn: '2026-10-01',
			amountCents: 15000,
			memo: 'Transferência recebida pelo Pix - JOAO DA SILVA',
			bankId: '6516f3b1',
			reference: null,
			account: 'Conta PJ'
		},
		expect.objectContaining({ position: 3, amountCents: -3590 })
	]);
});

test('account, period and balance above the table, and a balance in every row', () => {
	const { lines, unread, balances } = read(`
		 Extrato Conta Corrente
		Conta ;12345678
		Período ;01/10/2026 a 31/10/2026
		Saldo ;1.234,56
		Data Lançamento;Histórico;Descrição;Valor;Saldo
		01/10/2026;Pix recebido;Padaria São João;1.250,00;2.484,56
		02/10/2026;Pix enviado;Fornecedor;-50,00;2.434,56
		Total;;;1.200,00;`);
	expect(lines).toMatchObject([
		{ position: 6, amountCents: 125000, memo: 'Pix recebido · Padaria São João' },
		{ position: 7, amountCents: -5000 }
	]);
	expect(unread).toMatchObject([{ position: 8, problem: 'date' }]);
	expect(balances).toBe(0);
});

test('a public bank: a letter beside the amount, balances between the movements', () => {
	const { lines, balances } = read(`
		Data;Histórico;Documento;Valor R$;Inf.
		30/09/2026;Saldo Anterior;;10.000,00;C
		01/10/2026;Pix - Recebido FAT12;11.234;99,90;C
		01/10/2026;Tarifa Pacote;11.235;35,00;D
		31/10/2026;S A L D O;;10.064,90;C`);
	expect(balances).toBe(2);
	expect(lines.map(({ amountCents, memo }) => [amountCents, memo])).toEqual([
		[9990, 'Pix - Recebido FAT12'],
		[-3500, 'Tarifa Pacote']
	]);
});

test('two columns of money, and headers on every page', () => {
	const { lines, unread } = read(`
		Data;Lançamento;Crédito (R$);Débito (R$);Saldo (R$)
		01/10/2026;PIX RECEBIDO;1.250,00;;2.000,00
		02/10/2026;PAGTO;;-80,00;1.920,00
		Data;Lançamento;Crédito (R$);Débito (R$);Saldo (R$)
		03/10/2026;TED;0,00;10,00;1.910,00
		04/10/2026;DEPOSITO;5,00;0,00;1.915,00`);
	expect(lines.map(({ amountCents }) => amountCents)).toEqual([125000, -8000, -1000, 500]);
	expect(unread).toEqual([]);
});

test('a letter behind the amount, and a remark without money', () => {
	const { lines } = read(`
		DATA;DOCUMENTO;HISTÓRICO;VALOR
		01/10/2026;Pix;CRÉD. PIX;1.250,00C
		;;Recebimento Pix JOAO DA SILVA;
		02/10/2026;Pix;DÉB. PIX;50,00D`);
	expect(lines.map(({ amountCents }) => amountCents)).toEqual([125000, -5000]);
});

test('movements alone: columns by what stands in them', () => {
	const { mapping, lines } = read(`
		01/10/2026;PIX TRANSF JOAO01/10;1250,00
		02/10/2026;TAR PACOTE;-35,10
		03/10/2026;SISPAG FORNECEDORES;-100,00`);
	expect(mapping.map(({ field }) => field)).toEqual(['postedOn', 'memo', 'amount']);
	expect(lines).toHaveLength(3);
});

test('typed cells of a spreadsheet', () => {
	const rows: SheetRow[] = [
		{ line: 1, cells: ['Data', 'Descrição', 'Valor'], kinds: ['text', 'text', 'text'] },
		{ line: 2, cells: ['2026-10-05', 'PIX', '99.9'], kinds: ['date', 'text', 'number'] },
		{ line: 3, cells: ['2026-10-06T10:00:00', 'PIX', '1234'], kinds: ['instant', 'text', 'number'] }
	];
	const table = findTable(rows);
	expect(readSheetLines(table, guessMapping(table), null).lines).toMatchObject([
		{ postedOn: '2026-10-05', amountCents: 9990 },
		{ postedOn: '2026-10-06', amountCents: 123400 }
	]);
});

test('a row with half of what it needs is told', () => {
	const { lines, unread } = read(`
		Data;Descrição;Valor
		31/02/2026;PIX;10,00
		01/10/2026;PIX;dez
		01/10/2026;aviso;
		01/10/2026;PIX;10,00`);
	expect(lines).toHaveLength(1);
	expect(unread).toMatchObject([
		{ position: 2, problem: 'date', text: '31/02/2026 · PIX · 10,00' },
		{ position: 3, problem: 'amount' }
	]);
});

test.each([
	[['postedOn', 'amount', 'memo', 'memo'], true],
	[['postedOn', 'credit'], true],
	[['postedOn', 'credit', 'debit'], true],
	[['postedOn', 'amount', 'direction'], true],
	[['postedOn'], false],
	[['amount'], false],
	[['postedOn', 'amount', 'amount'], false],
	[['postedOn', 'amount', 'credit'], false],
	[['postedOn', 'amount', 'debit'], false],
	[['postedOn', 'postedOn', 'amount'], false]
] as const)('columns %s are enough: %s', (fields, enough) =>
	expect(isReadable(fields.map((field) => ({ header: '', field })))).toBe(enough)
);
