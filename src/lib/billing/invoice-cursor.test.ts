import { expect, test } from 'vitest';
import { readInvoiceCursor, writeInvoiceCursor } from './invoice-cursor.ts';

const id = '0b9d2a52-8a1c-4c7e-9a7e-2f0d5b6c1e11';

test('what was written is read again', () => {
	const cursor = { dueOn: '2026-02-28', id };
	expect(writeInvoiceCursor(cursor)).toBe(encodeURIComponent(writeInvoiceCursor(cursor)));
	expect(readInvoiceCursor(writeInvoiceCursor(cursor))).toEqual(cursor);
});

test.each([
	null,
	'',
	'2026-02-28',
	`2026-02-30_${id}`,
	`2026-02-28_${id}_x`,
	`2026-02-28_${id.toUpperCase()}`,
	`2026-02-28),id.gt.0_${id}`
])('%s is no cursor', (text) => expect(readInvoiceCursor(text)).toBeNull());
