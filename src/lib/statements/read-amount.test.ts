import { expect, test } from 'vitest';
import { readOfxAmount, readSheetAmount } from './read-amount.ts';

test.each([
	['1234.56', 123456],
	['386,80', 38680],
	['+150.00', 15000],
	['-89.9', -8990],
	['100', 10000],
	['.50', 50],
	['1.234,56', 123456],
	['1,234.56', 123456],
	['1.234.567,89', 123456789],
	['150.0000', 15000],
	['150.000', 15000],
	[' 1 234,50 ', 123450],
	['0', 0],
	['-0.00', 0],
	// Three decimals that say something are no amount of money.
	['1.234', null],
	['12.34.567', null],
	['1.23.456,00', null],
	['1,234,56', null],
	['', null],
	['-', null],
	['abc', null],
	['1e9', null],
	['0x10', null],
	['NaN', null],
	['9'.repeat(30), null],
	['9'.repeat(1_000_000), null]
])('OFX amount %s', (text, cents) => expect(readOfxAmount(text)).toBe(cents));

test.each([
	['1.234,56', 123456],
	['1,234.56', 123456],
	['150.00', 15000],
	['150,5', 15050],
	['1.234', 123400],
	['R$ 1.234,50', 123450],
	['R$ -10,00', -1000],
	['-R$ 10,00', -1000],
	['\u2212 10,00', -1000],
	['123,45 D', -12345],
	['123,45C', 12345],
	['123,45-', -12345],
	['(123,45)', -12345],
	["'-10,00", -1000],
	['(123,45', null],
	['-10-', null],
	['10/11', null],
	['', null],
	['doze', null]
])('sheet amount %s', (text, cents) => expect(readSheetAmount(text)).toBe(cents));

test.each([
	['1234.5', 123450],
	['-99.9', -9990],
	['10.299999999999999', 1030],
	['1234', 123400],
	['1e9', 100000000000],
	['1e12', null],
	['x', null]
])('number cell %s', (text, cents) => expect(readSheetAmount(text, true)).toBe(cents));
