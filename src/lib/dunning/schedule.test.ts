import { expect, test } from 'vitest';
import { scheduleOf, withReminder } from './schedule.ts';

test.each([
	// pending, block, notice → told on day, blocked on day
	[3, 15, 0, 3, 15],
	// 15 days from the notice: 3 + 15.
	[3, 15, 15, 3, 18],
	[3, 15, 12, 3, 15],
	// Nobody is late on the due date itself.
	[0, 0, 0, 1, 1],
	[0, 0, 15, 1, 16]
])('pendency %i, block %i, notice %i', (pendingDays, blockDays, minNoticeDays, told, blocked) => {
	expect(scheduleOf({ pendingDays, blockDays, minNoticeDays })).toEqual([
		{ kind: 'due', day: 0 },
		{ kind: 'notice', day: told },
		{ kind: 'block', day: blocked }
	]);
});

test('reminders stay in order, each once', () => {
	expect(withReminder([-3, 0, 7], 1)).toEqual([-3, 0, 1, 7]);
	expect(withReminder([-3, 0, 7], 0)).toEqual([-3, 0, 7]);
});
