import { expect, test } from 'vitest';
import { Selection } from './selection.svelte.ts';

const shown = ['a', 'b', 'c', 'd'];

test('one row, and with shift all up to the next one', () => {
	const selection = new Selection();
	selection.toggle('b', shown);
	selection.toggle('d', shown, true);
	expect([...selection.ids]).toEqual(['b', 'c', 'd']);
	selection.toggle('c', shown, true);
	expect([...selection.ids]).toEqual(['b']);
});

test('shift without a row to begin from ticks the one', () => {
	const selection = new Selection();
	selection.toggle('c', shown, true);
	expect([...selection.ids]).toEqual(['c']);
});

test('all that match; unticking one falls back to the rows that are shown', () => {
	const selection = new Selection();
	selection.toggle('a', shown);
	selection.selectAllMatching();
	expect(selection.has('unseen')).toBe(true);
	selection.toggle('b', shown);
	expect(selection.isAllMatching).toBe(false);
	expect([...selection.ids]).toEqual(['a', 'c', 'd']);
	selection.clear();
	expect(selection.isEmpty).toBe(true);
});
