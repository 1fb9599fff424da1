import { expect, test } from 'vitest';
import { clockLeaps } from './run.ts';

test.each([
	[
		'2026-01-10',
		{ day: '2026-01-11', week: '2026-01-17', month: '2026-02-10', year: '2027-01-10' }
	],
	[
		'2026-01-31',
		{ day: '2026-02-01', week: '2026-02-07', month: '2026-02-28', year: '2027-01-31' }
	],
	[
		'2028-02-29',
		{ day: '2028-03-01', week: '2028-03-07', month: '2028-03-29', year: '2029-02-28' }
	],
	['2026-12-31', { day: '2027-01-01', week: '2027-01-07', month: '2027-01-31', year: '2027-12-31' }]
])('from %s the clock leaps to real days', (on, leaps) => expect(clockLeaps(on)).toEqual(leaps));
