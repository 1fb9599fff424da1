import { expect, test } from 'vitest';
import { isNewer, newsAmong, patchRows } from './list-rows.ts';

const row = (id: string, createdAt: string, name = id) => ({ id, createdAt, name });
const list = [row('c', '2026-11-03'), row('b', '2026-11-02'), row('a', '2026-11-01')];

test('a changed row is replaced where it stands; an equal one stays the same object', () => {
	const read = {
		rows: [row('b', '2026-11-02', 'renamed'), row('a', '2026-11-01')],
		matching: ['a', 'b']
	};
	const patch = patchRows(list, new Map(), read, ['a', 'b']);
	expect(patch.rows.map(({ name }) => name)).toEqual(['c', 'renamed', 'a']);
	expect(patch.rows[2]).toBe(list[2]);
	expect(patch).toMatchObject({ fates: new Map(), strangers: [] });
});

test('a row that the filter no longer lets through stays, marked, and is unmarked when it comes back', () => {
	const left = patchRows(list, new Map(), { rows: [list[1]!], matching: [] }, ['b']);
	expect(left.rows).toEqual(list);
	expect(left.fates).toEqual(new Map([['b', 'left']]));
	const back = patchRows(list, left.fates, { rows: [list[1]!], matching: ['b'] }, ['b']);
	expect(back.fates).toEqual(new Map());
});

test('a deleted row stays, marked', () => {
	const patch = patchRows(list, new Map([['c', 'left']]), { rows: [], matching: [] }, [
		'b',
		'unknown'
	]);
	expect(patch.rows).toEqual(list);
	expect(patch.fates).toEqual(
		new Map([
			['b', 'gone'],
			['c', 'left']
		])
	);
});

test('strangers are those the filter lets through', () => {
	const [inside, outside] = [row('x', '2026-11-04'), row('y', '2026-11-05')];
	const patch = patchRows(list, new Map(), { rows: [inside, outside], matching: ['x'] }, [
		'x',
		'y'
	]);
	expect(patch.strangers).toEqual([inside]);
	expect(patch.fates).toEqual(new Map());
});

test('where a stranger belongs in a list of the newest first; ids break ties', () => {
	expect(isNewer(row('x', '2026-11-04'), list)).toBe(true);
	expect(isNewer(row('d', '2026-11-03'), list)).toBe(true);
	expect(isNewer(row('bb', '2026-11-03'), list)).toBe(false);
	expect(isNewer(row('x', '2026-01-01'), [])).toBe(true);
});

test('news: newest first what stands among the rows, in another order what is new in itself', () => {
	const strangers = [row('new', '2026-11-04'), row('old', '2026-10-01')];
	const news = (isWhole: boolean, isNewestFirst: boolean) =>
		newsAmong(strangers, list, { isWhole, isNewestFirst, isNews: ({ id }) => id === 'old' }).map(
			({ id }) => id
		);
	expect(news(false, true)).toEqual(['new']);
	expect(news(false, false)).toEqual(['old']);
	expect(news(true, true)).toEqual(['new', 'old']);
	expect(news(true, false)).toEqual(['new', 'old']);
});
