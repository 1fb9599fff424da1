import { expect, test } from 'vitest';
import { formatDocument, isDocument, normalizeDocument, punctuateDocument } from './documents.ts';

test.each([
	['cnpj', '12ABC34501DE35', true],
	['cnpj', '12.abc.345/01de-35', true],
	['cnpj', '11222333000181', true],
	['cnpj', '11.222.333/0001-81', true],
	['cnpj', '12ABC34501DE36', false],
	['cnpj', '11222333000182', false],
	['cnpj', '12ABC34501DEA5', false],
	['cnpj', '00000000000000', false],
	['cnpj', '52998224725', false],
	['cpf', '52998224725', true],
	['cpf', '529.982.247-25', true],
	['cpf', '52998224726', false],
	['cpf', '11111111111', false],
	['cpf', '5299822472A', false],
	['cpf', '', false]
] as const)('%s %s: %s', (kind, text, valid) => expect(isDocument(kind, text)).toBe(valid));

test.each([
	['52998224725', '529.982.247-25'],
	['12abc34501de35', '12.ABC.345/01DE-35'],
	['11222333000181', '11.222.333/0001-81'],
	['123', '123']
])('%s reads %s', (text, formatted) => expect(formatDocument(text)).toBe(formatted));

test.each([
	['cpf', '5299', '529.9'],
	['cpf', '529.982.247-251', '529.982.247-251'],
	['cnpj', '12abc', '12.ABC'],
	['cnpj', '12abc34501de35', '12.ABC.345/01DE-35'],
	['cnpj', '', '']
] as const)('while typing a %s, %s becomes %s', (kind, typed, shown) =>
	expect(punctuateDocument(kind, typed)).toBe(shown)
);

test('letters survive', () => expect(normalizeDocument(' 12.abc/x ')).toBe('12ABCX'));
