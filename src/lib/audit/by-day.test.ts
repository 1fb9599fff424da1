import { expect, test } from 'vitest';
import { byDay } from './by-day.ts';

test('a day is one of the zone, not of Greenwich', () => {
	const entries = [
		{ occurred_at: '2026-11-22T03:00:00.000001+00:00' },
		{ occurred_at: '2026-11-22T02:59:59.999999+00:00' },
		{ occurred_at: '2026-11-21T12:00:00+00:00' },
		{ occurred_at: '2026-11-20T12:00:00+00:00' }
	];
	const days = byDay(entries, 'America/Sao_Paulo');
	expect(days.map(({ day, entries }) => [day, entries.length])).toEqual([
		['2026-11-22', 1],
		['2026-11-21', 2],
		['2026-11-20', 1]
	]);
});

test('nothing has no days', () => expect(byDay([], 'America/Sao_Paulo')).toEqual([]));
