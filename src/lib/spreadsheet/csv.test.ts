import { expect, test } from 'vitest';
import { csvLine } from './csv.ts';

test('cells stand apart by semicolons, lines end in CRLF', () => {
	expect(csvLine(['um', 2, null, 'três'])).toBe('um;2;;três\r\n');
});

test.each([
	['a;b', '"a;b"'],
	['diz "oi"', '"diz ""oi"""'],
	['linha\noutra', '"linha\noutra"'],
	['linha\r\noutra', '"linha\r\noutra"'],
	[' com espaço', '" com espaço"'],
	['a,b', 'a,b'],
	['', '']
])('%j is quoted as RFC 4180 asks', (text, cell) => {
	expect(csvLine([text])).toBe(`${cell}\r\n`);
});

test.each([
	['=1+1', "'=1+1"],
	['+5511987654321', "'+5511987654321"],
	['-2', "'-2"],
	['@SUM(A1)', "'@SUM(A1)"],
	['\t=1', "'\t=1"],
	['\rx', `"'\rx"`],
	[' =1', "' =1"],
	['＝1', "'＝1"],
	['=HYPERLINK("http://x";"y")', `"'=HYPERLINK(""http://x"";""y"")"`]
])('%j is no formula any more', (text, cell) => {
	expect(csvLine([text])).toBe(`${cell}\r\n`);
});

test.each([
	['a=1', 'a=1'],
	['10-20', '10-20'],
	["'já", "'já"]
])('%j stays as it is', (text, cell) => {
	expect(csvLine([text])).toBe(`${cell}\r\n`);
});

test('a number below zero is a number', () => {
	expect(csvLine([-2])).toBe('-2\r\n');
});

test.each([
	[123456, '1234,56'],
	[5, '0,05'],
	[0, '0,00'],
	[-1050, '-10,50'],
	[-7, '-0,07']
])('%i cents are %s', (cents, cell) => {
	expect(csvLine([{ cents }])).toBe(`${cell}\r\n`);
});
