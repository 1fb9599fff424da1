import { expect, test } from 'vitest';
import { goalLine, type Goal } from './goal.ts';

const ratio: Goal = {
	id: 'A1',
	goal: '<= 1.10',
	floor: '<= 1.25',
	text: 'client list with acting-account check / constant tenant',
	unit: 'ratio'
};
const time: Goal = { id: 'switch p95', goal: '<= 150', text: 'click to painted list', unit: 'ms' };

test('a ratio has two decimals, its goal and its floor', () =>
	expect(goalLine(ratio, 1.0478)).toBe(
		'A1 1.05 (goal <= 1.10, floor <= 1.25) client list with acting-account check / constant tenant'
	));

test('a time is whole milliseconds; without a floor there is only the goal', () =>
	expect(goalLine(time, 87.4)).toBe('switch p95 87 ms (goal <= 150) click to painted list'));

test('a smaller run says so', () =>
	expect(goalLine(time, 87.4, { rows: 10_000, of: 100_000 })).toBe(
		'switch p95 87 ms (goal <= 150) click to painted list [cut to 10,000 of 100,000 rows]'
	));
