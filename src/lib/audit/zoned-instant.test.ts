import { expect, test } from 'vitest';
import { zonedInstant } from './zoned-instant.ts';

test.each([
	['2026-11-22T13:45:48.123456+00:00', 'America/Sao_Paulo', '2026-11-22T10:45:48-03:00'],
	['2026-11-22T02:00:00Z', 'America/Rio_Branco', '2026-11-21T21:00:00-05:00'],
	['2026-11-22T03:00:00Z', 'America/Sao_Paulo', '2026-11-22T00:00:00-03:00'],
	['2026-07-01T00:00:00Z', 'UTC', '2026-07-01T00:00:00+00:00'],
	['2026-07-01T00:00:00Z', 'Asia/Kolkata', '2026-07-01T05:30:00+05:30']
])('%s in %s is %s', (at, zone, text) => expect(zonedInstant(at, zone)).toBe(text));
