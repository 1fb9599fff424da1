import { expect, test } from 'vitest';
import { isMonthFirst, readOfxDate, readSheetDate } from './read-posted-on.ts';

test.each([
	['20261005', '2026-10-05'],
	['20261005120000', '2026-10-05'],
	['20261005120000[-3:BRT]', '2026-10-05'],
	['20261005000000[-03:EST]', '2026-10-05'],
	['20261005235959[-3:GMT]', '2026-10-05'],
	['20261005100000.000[-3:BRT]', '2026-10-05'],
	['2026100512', null],
	['202610051200', '2026-10-05'],
	// A day that somebody rendered as midnight of Greenwich is that day.
	['20261005000000[0:GMT]', '2026-10-05'],
	// An hour of Greenwich is an instant: 23:00 of the day before in São Paulo.
	['20261006020000[0:GMT]', '2026-10-05'],
	['20261006020000.000[+0]', '2026-10-05'],
	['20261005220000[-8:PST]', '2026-10-06'],
	// Banks without a zone mean their own.
	['20261005233000', '2026-10-05'],
	['2026-10-05', '2026-10-05'],
	['2026-10-05T12:00:00', '2026-10-05'],
	['20280229', '2028-02-29'],
	['20270229', null],
	['20261305', null],
	['00000000', null],
	['05/10/2026', null],
	['', null],
	['19991231', null]
])('OFX date %s', (text, on) => expect(readOfxDate(text, 'America/Sao_Paulo')).toBe(on));

test.each([
	['05/10/2026', '2026-10-05'],
	['5.10.26', '2026-10-05'],
	['05-10-2026 14:33:22', '2026-10-05'],
	['2026-10-05', '2026-10-05'],
	['2026-10-05T00:30:00', '2026-10-05'],
	['20261005', '2026-10-05'],
	['05/out/2026', '2026-10-05'],
	['5 de outubro de 2026', '2026-10-05'],
	['05 out. 2026', '2026-10-05'],
	["'05/10/2026", '2026-10-05'],
	['31/02/2026', null],
	['05/10', null],
	['Total', null],
	['', null]
])('sheet date %s', (text, on) => expect(readSheetDate(text)).toBe(on));

test('a column in which the day only fits behind is month first', () => {
	expect(isMonthFirst(['10/05/2026', '10/25/2026'])).toBe(true);
	expect(isMonthFirst(['05/10/2026', '25/10/2026'])).toBe(false);
	expect(isMonthFirst(['05/10/2026', '06/11/2026'])).toBe(false);
	expect(isMonthFirst(['10/25/2026', '25/10/2026'])).toBe(false);
	expect(readSheetDate('10/25/2026', true)).toBe('2026-10-25');
});
