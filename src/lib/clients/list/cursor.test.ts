import { expect, test } from 'vitest';
import { readCursor, writeCursor } from './cursor.ts';

test.each([
	[['2026-11-22T10:22:00.123456+00:00', '6f1c2f60-3a55-4f0e-9d0b-1f6a4f0c9f11']],
	[['pão & cia', '6f1c2f60-3a55-4f0e-9d0b-1f6a4f0c9f11']],
	[[42]],
	[[true, '2026-11-22T10:22:00+00:00', '6f1c2f60-3a55-4f0e-9d0b-1f6a4f0c9f11']]
])('%j survives the address', (cursor) => {
	const query = new URLSearchParams({ after: writeCursor(cursor) });
	expect(readCursor(new URLSearchParams(query.toString()).get('after'))).toEqual(cursor);
});

test.each([null, '', '[', '{}', '[]', '"a"', '[null]', '[{"a":1}]', '[1,2,3,4,5]', '["\0"]'])(
	'%s is no cursor',
	(text) => expect(readCursor(text)).toBeNull()
);

test('nor is what is longer than any key', () => {
	expect(readCursor(JSON.stringify(['x'.repeat(1000)]))).toBeNull();
});
