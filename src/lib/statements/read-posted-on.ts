import { dateIn, isCalendarDate } from '#lib/format/dates.ts';

/**
 * The day of an OFX date: `20261005`, `20261005120000`, `20261005120000.000[-3:BRT]`. Banks in Brazil write the day on which
 * they booked it, with or without a zone of Brazil; only an hour in a zone from elsewhere is an instant to be converted.
 * @param timeZone of the account that reads it
 * @returns `yyyy-mm-dd`, or null
 * @see OFX 1.6 §3.2.8
 */
export function readOfxDate(text: string, timeZone: string): string | null {
	const parts =
		/^(\d{4})-?(\d{2})-?(\d{2})(?:T?(\d{2}):?(\d{2})(?::?(\d{2})(?:\.\d{1,6})?)?)?(?:\[([+-]?\d{1,2}(?:[.:]\d{1,2})?)(?::[A-Za-z]{1,9})?\])?Z?$/.exec(
			text.replace(/\s/g, '')
		);
	if (!parts) return null;
	const [, year, month, day, hours = '00', minutes = '00', seconds = '00', zone] = parts;
	const on = `${year}-${month}-${day}`;
	if (!isPossible(on)) return null;
	const offset = zone === undefined ? null : Number(zone.replace(':', '.'));
	const isMidnight = `${hours}${minutes}${seconds}` === '000000';
	if (offset === null || isMidnight || isOfBrazil(offset)) return on;
	const instant = Date.parse(`${on}T${hours}:${minutes}:${seconds}Z`);
	return Number.isNaN(instant) ? on : dateIn(timeZone, new Date(instant - offset * 3_600_000));
}

/** From Acre to Fernando de Noronha. */
function isOfBrazil(offset: number): boolean {
	return offset >= -5 && offset <= -2;
}

const months = ['jan', 'fev', 'mar', 'abr', 'mai', 'jun', 'jul', 'ago', 'set', 'out', 'nov', 'dez'];
const english = new Map([
	['feb', 2],
	['apr', 4],
	['may', 5],
	['aug', 8],
	['sep', 9],
	['oct', 10],
	['dec', 12]
]);

/**
 * The day of a cell: `05/10/2026`, `5.10.26`, `2026-10-05`, `05/out/2026`, `20261005`, with or without a time behind it.
 * @param isMonthFirst the column is written as in the United States
 * @returns `yyyy-mm-dd`, or null
 */
export function readSheetDate(text: string, isMonthFirst = false): string | null {
	const typed = text.trim().replace(/^'/, '').toLowerCase();
	const iso = /^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?!\d)/.exec(typed);
	if (iso) return possible(iso[1]!, iso[2]!, iso[3]!);
	const parts =
		/^(\d{1,2})(?:[-/. ]|\s?de\s)([a-zç]{3,9}\.?|\d{1,2})(?:[-/. ]|\s?de\s)(\d{4}|\d{2})(?!\d)/.exec(
			typed
		);
	if (!parts) return null;
	const [, first = '', second = '', year = ''] = parts;
	const full = year.length === 4 ? year : `20${year}`;
	if (/^\d/.test(second))
		return isMonthFirst ? possible(full, first, second) : possible(full, second, first);
	const word = second.slice(0, 3);
	const month = months.indexOf(word) + 1 || english.get(word);
	return month ? possible(full, String(month), first) : null;
}

/** Whether dates of a column are written month first: some day stands where only a day can, and none where it cannot. */
export function isMonthFirst(texts: readonly string[]): boolean {
	const pairs = texts
		.map((text) => /^\s*'?(\d{1,2})[/.-](\d{1,2})[/.-]\d{2,4}/.exec(text))
		.filter((parts) => parts !== null)
		.map(([, first, second]) => [Number(first), Number(second)] as const);
	return pairs.every(([first]) => first <= 12) && pairs.some(([, second]) => second > 12);
}

function possible(year: string, month: string, day: string): string | null {
	const on = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
	return isPossible(on) ? on : null;
}

function isPossible(on: string): boolean {
	return isCalendarDate(on) && on >= '2000-01-01' && on < '2100-01-01';
}
