import { expect, test } from 'vitest';
import { formatAmount, formatMoney, parseMoney } from './money.ts';

test.each([
	[0, 'pt-BR', 'R$ 0,00'],
	[123450, 'pt-BR', 'R$ 1.234,50'],
	[-5, 'pt-BR', '-R$ 0,05'],
	[123450, 'en', 'R$1,234.50']
])('%i cents in %s reads %s', (cents, locale, text) =>
	expect(formatMoney(cents, locale).replace(/\u00a0/g, ' ')).toBe(text)
);

test.each([
	[123456, 'pt-BR', '1.234,56'],
	[123456, 'en', '1,234.56']
])('%i cents in a %s field read %s', (cents, locale, text) =>
	expect(formatAmount(cents, locale)).toBe(text)
);

test.each([
	['1234', 123400],
	['1.234', 123400],
	['1,234', 123400],
	['1.234,5', 123450],
	['1.234,56', 123456],
	['1,234.56', 123456],
	['0,99', 99],
	[',5', 50],
	['12,', null],
	['R$ 10,00', 1000],
	['-1,00', -100],
	['', null],
	['abc', null],
	['1.23.4', null],
	['1,2345', null],
	['99999999999999999', null]
])('"%s" is %s cents', (text, cents) => expect(parseMoney(text)).toBe(cents));
