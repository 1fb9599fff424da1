import { expect, test } from 'vitest';
import { readRate, writeRate } from './billing-settings.ts';

test.each([
	['2', 200],
	['2%', 200],
	['0,33', 33],
	['1.5 %', 150],
	['0', 0],
	['10', 1000],
	['10,01', null],
	['-1', null],
	['dois', null],
	['', null]
])('%s per cent is %s basis points', (typed, bps) => expect(readRate(typed)).toBe(bps));

test('a rate is written as it is read', () => {
	expect(writeRate(33, 'pt-BR')).toBe('0,33');
	expect(writeRate(200, 'en')).toBe('2');
});
