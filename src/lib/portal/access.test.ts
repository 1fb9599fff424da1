import { expect, test } from 'vitest';
import { minutesOf, readBefore } from './access.ts';

const access = {
	startedAt: '2026-11-22T12:00:00.5+00:00',
	expiresAt: '2026-11-22T12:30:00.5+00:00',
	endedAt: null,
	isOpen: false
};

test('an access lasts until it ended, or ran out; while it is open it has no length', () => {
	expect(minutesOf({ ...access, endedAt: '2026-11-22T12:07:10+00:00' })).toBe(7);
	expect(minutesOf({ ...access, endedAt: '2026-11-22T12:00:04+00:00' })).toBe(1);
	expect(minutesOf(access)).toBe(30);
	expect(minutesOf({ ...access, isOpen: true })).toBeNull();
});

test.each(['2026-11-22T12:00:00.123456+00:00', '2026-11-22T12:00:00Z'])(
	'%s begins a page',
	(text) => expect(readBefore(text)).toBe(text)
);

test.each([null, '', '2026-11-22', '2026-13-22T12:00:00Z', '2026-11-22T12:00:00Z,x', 'infinity'])(
	'%s begins no page',
	(text) => expect(readBefore(text)).toBeNull()
);
