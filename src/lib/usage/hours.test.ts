import { expect, test } from 'vitest';
import { summariseHours } from './hours.ts';

const lastHour = '2026-11-23T10:00:00+00:00';

test('sums the hours up and finds the busiest, the latest of equals', () => {
	expect(summariseHours([3, 9, 0, 9, 1], lastHour)).toEqual({
		total: 22,
		now: 1,
		peak: { used: 9, at: '2026-11-23T09:00:00.000Z' }
	});
});

test('without use there is no busiest hour', () => {
	expect(summariseHours([0, 0], lastHour)).toEqual({ total: 0, now: 0, peak: null });
});
