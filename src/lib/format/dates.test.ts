import { expect, test } from 'vitest';
import { dateIn, daysBetween, formatDate, formatInstant, isCalendarDate } from './dates.ts';

test.each([
	['2026-01-31', 'pt-BR', 'short', '31/01/2026'],
	['2026-01-31', 'en', 'short', '31/01/2026'],
	['2026-01-31', 'pt-BR', 'long', '31 de janeiro de 2026'],
	['2026-01-31', 'en', 'long', '31 January 2026'],
	['2026-12-01', 'pt-BR', 'month', 'dezembro de 2026']
] as const)('%s in %s, %s, reads %s', (on, locale, style, text) =>
	expect(formatDate(on, locale, style)).toBe(text)
);

test.each([
	['2026-01-01T02:30:00Z', 'America/Sao_Paulo', '31/12/2025, 23:30'],
	['2026-01-01T02:30:00Z', 'America/Noronha', '01/01/2026, 00:30'],
	['2026-01-01T02:30:00Z', 'America/Rio_Branco', '31/12/2025, 21:30']
])('%s in %s reads %s', (at, zone, text) =>
	expect(formatInstant(at, 'pt-BR', zone, 'full')).toBe(text)
);

test('an instant belongs to the day of the zone', () => {
	expect(dateIn('America/Sao_Paulo', new Date('2026-03-01T01:00:00Z'))).toBe('2026-02-28');
	expect(dateIn('UTC', new Date('2026-03-01T01:00:00Z'))).toBe('2026-03-01');
});

test.each([
	['2026-02-28', '2026-03-01', 1],
	['2026-03-01', '2026-02-28', -1],
	['2025-12-31', '2026-12-31', 365]
])('from %s to %s are %i days', (from, to, days) => expect(daysBetween(from, to)).toBe(days));

test.each([
	['2026-02-28', true],
	['2026-02-30', false],
	['2028-02-29', true],
	['31/01/2026', false],
	['', false]
])('is "%s" a date: %s', (text, expected) => expect(isCalendarDate(text)).toBe(expected));
