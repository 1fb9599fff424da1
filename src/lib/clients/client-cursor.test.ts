import { expect, test } from 'vitest';
import { readCursor, writeCursor } from './client-cursor.ts';

const id = '6f1c2f60-3a55-4f0e-9d0b-1f6a4f0c9f11';

test.each([
	'2026-11-22T10:22:00.123456+00:00',
	'2026-11-22T10:22:00+00:00',
	'2026-01-01T00:00:00.5Z'
])('%s survives the URL to the microsecond', (createdAt) => {
	const text = writeCursor({ createdAt, id });
	expect(text).toBe(encodeURIComponent(text));
	expect(readCursor(text)).toEqual({ createdAt, id });
});

test.each([
	null,
	'',
	'?',
	'AAAA',
	'not-base64-of-anything',
	'x'.repeat(201),
	btoa(`2026-11-22|${id}`),
	btoa('2026-11-22T10:22:00Z|1'),
	btoa(`2026-11-22T10:22:00Z",id.gt.0|${id}`)
])('%s is no cursor', (text) => {
	expect(readCursor(text)).toBeNull();
});
