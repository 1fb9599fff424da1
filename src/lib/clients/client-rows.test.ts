import { expect, test } from 'vitest';
import { mergeRows } from './client-rows.ts';

const row = (id: string, createdAt: string, name = id) => ({ id, createdAt, name });
const list = [row('c', '2026-11-03'), row('b', '2026-11-02'), row('a', '2026-11-01')];

test('a changed row is replaced where it stands', () => {
	const merge = mergeRows(list, [row('b', '2026-11-02', 'renamed')], ['b'], true);
	expect(merge.rows.map(({ name }) => name)).toEqual(['c', 'renamed', 'a']);
	expect(merge).toMatchObject({ changedIds: ['b'], arrivedIds: [], removedIds: [] });
});

test('a row read again without a difference is no change', () => {
	expect(mergeRows(list, [row('b', '2026-11-02')], ['b'], true).changedIds).toEqual([]);
});

test('a new row goes to its place, ties by id', () => {
	const merge = mergeRows(
		list,
		[row('d', '2026-11-04'), row('bb', '2026-11-02')],
		['d', 'bb'],
		false
	);
	expect(merge.rows.map(({ id }) => id)).toEqual(['d', 'c', 'bb', 'b', 'a']);
	expect(merge.arrivedIds).toEqual(['d', 'bb']);
});

test('what is older than the last loaded row waits for its page', () => {
	expect(mergeRows(list, [row('z', '2026-10-01')], ['z'], false).arrivedIds).toEqual([]);
	expect(mergeRows(list, [row('z', '2026-10-01')], ['z'], true).rows.at(-1)?.id).toBe('z');
});

test('an empty list takes what comes', () => {
	expect(mergeRows([], [row('a', '2026-11-01')], ['a'], true).arrivedIds).toEqual(['a']);
});

test('a row asked for and not found has gone; a stranger not found is nothing', () => {
	const merge = mergeRows(list, [], ['b', 'unknown'], true);
	expect(merge.rows.map(({ id }) => id)).toEqual(['c', 'a']);
	expect(merge.removedIds).toEqual(['b']);
});
