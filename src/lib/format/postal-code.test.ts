import { expect, test } from 'vitest';
import { formatPostalCode, parsePostalCode } from './postal-code.ts';

test.each([
	['01310-100', '01310100'],
	['92.500-000', '92500000'],
	['1310100', null],
	['0131010a', null],
	['', null]
])('"%s" is stored as %s', (text, stored) => expect(parsePostalCode(text)).toBe(stored));

test.each([
	['01310100', '01310-100'],
	['013101', '01310-1'],
	['0131', '0131']
])('%s reads %s', (text, shown) => expect(formatPostalCode(text)).toBe(shown));
