import { expect, test } from 'vitest';
import { readCursor, writeCursor } from './cursor.ts';

test.each([
	'2026-11-22T10:22:00.123456+00:00',
	'2026-11-22T10:22:00+00:00',
	'2026-01-01T00:00:00.5Z'
])('%s survives the address to the microsecond', (at) => {
	const query = new URLSearchParams({ after: writeCursor({ at, id: 1_000_000 }) }).toString();
	expect(readCursor(new URLSearchParams(query).get('after'))).toEqual({ at, id: 1_000_000 });
});

test.each([
	null,
	'',
	'12',
	'_',
	'x_2026-11-22T10:22:00Z',
	'1_2026-11-22',
	'1_2026-99-99T10:22:00Z'
])('%j is no cursor', (text) => expect(readCursor(text)).toBeNull());
