import { expect, test } from 'vitest';
import { readPixKey } from './pix-key.ts';

test.each([
	['529.982.247-25', 'cpf', '52998224725'],
	['52998224725', 'cpf', '52998224725'],
	['11.222.333/0001-81', 'cnpj', '11222333000181'],
	// With letters, as of July 2026: the vector of IN RFB 2.229/2024.
	['12.abc.345/01de-35', 'cnpj', '12ABC34501DE35'],
	['12ABC34501DE35', 'cnpj', '12ABC34501DE35'],
	['(11) 98765-4321', 'phone', '+5511987654321'],
	['+55 11 98765-4321', 'phone', '+5511987654321'],
	['5511987654321', 'phone', '+5511987654321'],
	['Caixa@Padaria.example', 'email', 'caixa@padaria.example'],
	['123E4567-E89B-12D3-A456-426655440000', 'random', '123e4567-e89b-12d3-a456-426655440000']
])('%s is a %s', (typed, kind, key) => {
	expect(readPixKey(` ${typed} `)).toEqual({ kind, key });
});

test.each([
	...['', 'padaria', '529.982.247-24', '11.222.333/0001-80', '12ABC34501DE36'],
	...['(11) 8765-4321', '+1 212 555 0100', 'a@b', `${'a'.repeat(70)}@b.example`, '123e4567-e89b']
])('"%s" is none', (typed) => expect(readPixKey(typed)).toBeNull());
