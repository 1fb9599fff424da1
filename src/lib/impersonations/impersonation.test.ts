import { expect, test } from 'vitest';
import { clockText, secondsLeft } from './impersonation.ts';

const now = new Date('2026-11-22T12:00:00Z');

test.each([
	['2026-11-22T12:30:00+00:00', null, 1800],
	['2026-11-22T12:00:00.4+00:00', null, 1],
	['2026-11-22T12:00:00+00:00', null, 0],
	['2026-11-22T11:00:00+00:00', null, 0],
	['2026-11-22T12:30:00+00:00', '2026-11-22T11:59:00+00:00', 0]
])('until %s, ended %s: %i seconds are left', (expiresAt, endedAt, seconds) =>
	expect(secondsLeft({ expiresAt, endedAt }, now)).toBe(seconds)
);

test.each([
	[1800, '30:00'],
	[61, '1:01'],
	[9, '0:09'],
	[0, '0:00']
])('%i seconds read %s', (seconds, text) => expect(clockText(seconds)).toBe(text));
