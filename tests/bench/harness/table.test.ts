import { expect, test } from 'vitest';
import { table } from './table.ts';

test('text stands at the left, figures at the right', () =>
	expect(
		table(
			['page', 'median ms'],
			[
				['first', '1.20'],
				['deep keyset', '10.04']
			]
		)
	).toBe(
		[
			'page         median ms',
			'───────────  ─────────',
			'first             1.20',
			'deep keyset      10.04'
		].join('\n')
	));

test('a missing figure stays empty', () =>
	expect(table(['a', 'b'], [['x']])).toBe(['a  b', '─  ─', 'x'].join('\n')));
