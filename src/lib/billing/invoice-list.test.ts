import { expect, test } from 'vitest';
import {
	asFilter,
	listQuery,
	readListCursor,
	readListFilter,
	writeListCursor
} from './invoice-list.ts';

test('an address is read and written alike', () => {
	const query = 'status=overdue&q=Padaria&month=2026-12&method=any&late=8-15';
	const filter = readListFilter(new URLSearchParams(query));
	expect(filter).toEqual({
		...{ status: 'overdue', q: 'Padaria', month: '2026-12', method: 'any', late: '8-15' }
	});
	expect(listQuery(filter)).toBe(query);
	expect(asFilter(filter)).toEqual(filter);
});

test.each([
	'status=late&month=2026-13&method=cheque&q=+&late=x',
	'month=12-2026',
	'late=0-7',
	'late=61',
	''
])('%s narrows nothing', (query) => {
	const filter = readListFilter(new URLSearchParams(query));
	expect(asFilter(filter)).toEqual({});
	expect(listQuery(filter)).toBe('');
});

test('a page goes on after its last invoice, and nowhere else', () => {
	const last = { dueOn: '2026-12-05', id: '7f1f6a52-5a3a-4c8e-9a59-7b1c41a2c1ce' };
	expect(readListCursor(writeListCursor(last))).toEqual({ due_on: last.dueOn, id: last.id });
	for (const text of [null, '', '2026-02-30_x', `${last.dueOn}_${last.id}_1`])
		expect(readListCursor(text)).toBeNull();
});
