import { expect, test } from 'vitest';
import { readCursor, writeCursor } from './delivery-cursor.ts';

const id = '0f8fad5b-d9cb-469f-a165-70867728950e';

test('what was written is read', () => {
	const cursor = { at: '2026-11-23T04:00:00.123456+00:00', id };
	expect(readCursor(writeCursor(cursor))).toEqual(cursor);
});

test.each([
	null,
	'',
	'_',
	id,
	`yesterday_${id}`,
	`2026-13-45T99:99:99+00:00_${id}`,
	'2026-11-23T04:00:00+00:00_1',
	`2026-11-23T04:00:00+00:00",id.lt.1_${id}`
])('%s is none', (text) => expect(readCursor(text)).toBeNull());
