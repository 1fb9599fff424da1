import { expect, test } from 'vitest';
import * as names from './names.ts';

test.each(Object.entries(names))('%s are words that a client could bear', (_, list) => {
	expect(list.length).toBeGreaterThan(5);
	for (const word of list) expect(word).toMatch(/^[\p{L}][\p{L} /.'-]*$/u);
});

test('every city has its state', () => {
	expect(names.states).toHaveLength(names.cities.length);
	for (const state of names.states) expect(state).toMatch(/^[A-Z]{2}$/);
});
