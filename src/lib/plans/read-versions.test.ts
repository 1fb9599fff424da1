import { expect, test } from 'vitest';
import { readVersions } from './read-versions.ts';

test.each<[string[], number[] | null]>([
	[[], null],
	[[''], null],
	[['1'], [1]],
	[
		['2', '1'],
		[2, 1]
	],
	[
		['1,3', '3'],
		[1, 3]
	],
	[['x', '0', '-1', '1.5', '9999999'], null]
])('%j names %j', (given, versions) => {
	expect(readVersions(given)).toEqual(versions);
});
