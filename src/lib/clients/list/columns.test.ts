import { expect, test } from 'vitest';
import {
	areDefault,
	columnIds,
	defaultColumns,
	moved,
	placed,
	readColumns,
	toggled,
	writeColumns
} from './columns.ts';

test('ten columns to begin with, and each survives the address and the cookie', () => {
	expect(defaultColumns).toHaveLength(10);
	expect(readColumns(writeColumns(columnIds))).toEqual(columnIds);
	expect(areDefault(readColumns(writeColumns(defaultColumns)) ?? [])).toBe(true);
	expect(areDefault(columnIds)).toBe(false);
});

test.each([null, undefined, '', 'nothing', 'x'.repeat(501)])('%s names no column', (text) => {
	expect(readColumns(text)).toBeNull();
});

test('a list always has a name to open', () => {
	expect(readColumns('due,plan')).toEqual(['trade_name', 'due', 'plan']);
	expect(readColumns('name,plan')).toEqual(['name', 'plan']);
});

test('columns move one place, or to a place, and stop at the ends', () => {
	expect(moved(['number', 'name', 'plan'], 'plan', -1)).toEqual(['number', 'plan', 'name']);
	expect(moved(['number', 'name', 'plan'], 'number', -1)).toEqual(['number', 'name', 'plan']);
	expect(moved(['number', 'name', 'plan'], 'number', 1)).toEqual(['name', 'number', 'plan']);
	expect(placed(['number', 'name', 'plan'], 'number', 9)).toEqual(['name', 'plan', 'number']);
});

test('a column comes to its usual place, and goes', () => {
	expect(toggled(['number', 'name', 'due'], 'plan')).toEqual(['number', 'name', 'plan', 'due']);
	expect(toggled(['number', 'name'], 'city')).toEqual(['number', 'name', 'city']);
	expect(toggled(['number', 'name'], 'number')).toEqual(['name']);
});
