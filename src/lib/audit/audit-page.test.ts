import { expect, test } from 'vitest';
import { countNew, withNew, withOlder, type AuditPage } from './audit-page.ts';
import type { AuditEntry } from './entry.ts';
import { noNames } from './names.ts';

test('what is new stands above what is shown, and the end stays where it was', () => {
	const shown = page([3, 2, 1], 'end');
	expect(countNew(page([5, 4, 3], 'fresh'), shown)).toBe(2);
	const merged = withNew(page([5, 4, 3], 'fresh'), shown);
	expect(ids(merged)).toEqual([5, 4, 3, 2, 1]);
	expect(merged.next).toBe('end');
});

test('nothing new changes nothing', () => {
	const shown = page([3, 2, 1], null);
	expect(countNew(page([3, 2], 'x'), shown)).toBe(0);
	expect(ids(withNew(page([3, 2], 'x'), shown))).toEqual([3, 2, 1]);
});

test('a list that does not join any more begins anew', () => {
	const merged = withNew(page([9, 8, 7], 'fresh'), page([3, 2, 1], null));
	expect(ids(merged)).toEqual([9, 8, 7]);
	expect(merged.next).toBe('fresh');
});

test('an empty list takes what comes', () => {
	expect(ids(withNew(page([1], null), page([], null)))).toEqual([1]);
	expect(countNew(page([], null), page([1], null))).toBe(0);
	expect(ids(withNew(page([], null), page([], null)))).toEqual([]);
});

test('older entries follow, and their page says where to go on', () => {
	const merged = withOlder(page([3, 2], '2'), { ...page([1], null), isPartial: true });
	expect(ids(merged)).toEqual([3, 2, 1]);
	expect(merged).toMatchObject({ next: null, isPartial: true });
});

test('names of both pages are kept', () => {
	const shown = { ...page([2], '2'), names: { ...noNames(), ids: { a: 'Ana' } } };
	const older = { ...page([1], null), names: { ...noNames(), ids: { b: 'Bia' } } };
	expect(withOlder(shown, older).names.ids).toEqual({ a: 'Ana', b: 'Bia' });
});

function page(rows: number[], next: string | null): AuditPage {
	return {
		rows: rows.map((id) => ({ id }) as AuditEntry),
		names: noNames(),
		next,
		isPartial: false
	};
}

function ids({ rows }: AuditPage): number[] {
	return rows.map(({ id }) => id);
}
