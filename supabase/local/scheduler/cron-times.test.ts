import { expect, test } from 'vitest';
import { InvalidScheduleError, nextRun } from './cron-times.ts';

test.each([
	['* * * * *', '2026-11-22T10:15:30Z', '2026-11-22T10:16:00.000Z'],
	['*/5 * * * *', '2026-11-22T10:15:00Z', '2026-11-22T10:20:00.000Z'],
	['30 3 * * *', '2026-11-22T10:15:00Z', '2026-11-23T03:30:00.000Z'],
	['0 0 1 * *', '2026-11-22T10:15:00Z', '2026-12-01T00:00:00.000Z'],
	['0 9 * * MON-FRI', '2026-11-21T10:00:00Z', '2026-11-23T09:00:00.000Z'],
	['0 9 * * 7', '2026-11-22T10:00:00Z', '2026-11-29T09:00:00.000Z'],
	['0 12 $ * *', '2028-02-01T00:00:00Z', '2028-02-29T12:00:00.000Z'],
	['0 0 13 * 5', '2026-11-22T00:00:00Z', '2026-11-27T00:00:00.000Z'],
	['@hourly', '2026-11-22T10:15:00Z', '2026-11-22T11:00:00.000Z'],
	['30 seconds', '2026-11-22T10:15:07.250Z', '2026-11-22T10:15:37.250Z'],
	['1 second', '2026-11-22T10:15:07Z', '2026-11-22T10:15:08.000Z']
])('%s after %s is due at %s', (schedule, after, due) => {
	expect(nextRun(schedule, new Date(after))?.toISOString()).toBe(due);
});

test('@reboot is never due', () => {
	expect(nextRun('@reboot', new Date())).toBeNull();
});

test('nonsense is refused', () => {
	expect(() => nextRun('61 * * * *', new Date())).toThrow(InvalidScheduleError);
});
