import { expect, test } from 'vitest';
import { isFreshlyProven } from './mailbox-proof.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const ago = (minutes: number) => now / 1000 - minutes * 60;

test.each([
	[[{ method: 'otp', timestamp: ago(1) }], true],
	[[{ method: 'recovery', timestamp: ago(14) }], true],
	[[{ method: 'password', timestamp: ago(1) }], false],
	[[{ method: 'otp', timestamp: ago(16) }], false],
	[
		[
			{ method: 'password', timestamp: ago(90) },
			{ method: 'otp', timestamp: ago(2) }
		],
		true
	],
	[['otp'], false],
	[[null], false],
	[undefined, false]
])('%j proves the mailbox: %s', (amr, proven) =>
	expect(isFreshlyProven({ amr }, now)).toBe(proven)
);

test('nobody has proven nothing', () => expect(isFreshlyProven(null, now)).toBe(false));
