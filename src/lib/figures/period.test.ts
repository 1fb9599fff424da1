import { expect, test } from 'vitest';
import { periodOf, readPeriod, type PeriodName } from './period.ts';

test.each<[PeriodName, string, string, string]>([
	['month', '2026-11-22', '2026-11-01', '2026-11-22'],
	['month', '2026-11-01', '2026-11-01', '2026-11-01'],
	['last-month', '2026-03-31', '2026-02-01', '2026-02-28'],
	['last-month', '2027-01-15', '2026-12-01', '2026-12-31'],
	['last-month', '2028-03-01', '2028-02-01', '2028-02-29'],
	['quarter', '2027-01-15', '2026-11-01', '2027-01-15'],
	['year', '2026-11-22', '2025-12-01', '2026-11-22']
])('%s, on %s, is from %s to %s', (name, today, from, to) =>
	expect(periodOf(name, today)).toEqual({ from, to })
);

test.each([
	['', 'month'],
	['period=year', 'year'],
	['period=forever', 'month']
])('?%s means %s', (query, name) => expect(readPeriod(new URLSearchParams(query))).toBe(name));
