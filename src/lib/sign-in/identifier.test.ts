import { expect, test } from 'vitest';
import { normalizeIdentifier } from './identifier.ts';

test.each([
	[' Ana@Veloz.example ', 'ana@veloz.example'],
	['52998224725', '529.982.247-25'],
	['529.982.247-25', '529.982.247-25'],
	[' 529 982 247 25 ', '529.982.247-25'],
	['529.982.247-26', null],
	['111.111.111-11', null],
	['5299822472', null],
	['ana', null],
	['cpf 52998224725', null],
	['', null]
])('“%s” is %s', (typed, identifier) => expect(normalizeIdentifier(typed)).toBe(identifier));
