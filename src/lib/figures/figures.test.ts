import { expect, test } from 'vitest';
import { byMonth, changeOf } from './figures.ts';

test.each([
	[120, 100, 0.2],
	[50, 100, -0.5],
	[0, 100, -1],
	[10, -100, 1.1],
	[10, 0, null]
])('%i after %i is a change of %s', (now, before, change) =>
	expect(changeOf(now, before)).toBe(change)
);

test('days of a month become one', () =>
	expect(
		byMonth([
			{ on: '2026-01-30', cents: 5 },
			{ on: '2026-01-31', cents: -2 },
			{ on: '2026-02-01', cents: 7 }
		])
	).toEqual([
		{ on: '2026-01-01', cents: 3 },
		{ on: '2026-02-01', cents: 7 }
	]));
