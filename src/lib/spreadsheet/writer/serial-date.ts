import { isCalendarDate } from '#lib/format/dates.ts';

const dayMs = 86_400_000;
/** 1970-01-01 as a spreadsheet counts. */
const epoch = 25_569;
/** Before 1 March 1900 Excel counts a day that never was; before 1900 it knows no days. */
const firstSerial = 61;
/** 9999-12-31 */
const lastSerial = 2_958_465;

const keptDates = new Map<string, number | null>();
const mostKept = 10_000;

/** @returns days since 30 December 1899; null when the text is no calendar date that a spreadsheet can hold */
export function serialDate(on: string): number | null {
	const known = keptDates.get(on);
	if (known !== undefined) return known;
	if (keptDates.size >= mostKept) keptDates.clear();
	const serial = isCalendarDate(on) ? inReach(Date.parse(`${on}T00:00:00Z`) / dayMs + epoch) : null;
	keptDates.set(on, serial);
	return serial;
}

/**
 * How clocks in a zone show an instant, as days since 30 December 1899.
 * @returns null when the text is no ISO instant with its zone
 */
export function serialInstants(timeZone: string): (at: string) => number | null {
	const offsetAt = zoneOffsets(timeZone);
	return (at) => {
		if (!/^\d{4}-\d{2}-\d{2}T[\d:.]+(Z|[+-]\d{2}:?\d{2})$/.test(at)) return null;
		const ms = Date.parse(at);
		if (Number.isNaN(ms)) return null;
		const seconds = Math.floor((ms + offsetAt(ms)) / 1000);
		return inReach(seconds / 86_400 + epoch);
	};
}

function inReach(serial: number): number | null {
	return serial >= firstSerial && serial < lastSerial + 1 ? serial : null;
}

/** Asking the calendar costs more than all the rest of a row; zones move at most on the quarter of an hour. */
function zoneOffsets(timeZone: string): (ms: number) => number {
	const formatter = new Intl.DateTimeFormat('en-GB', {
		timeZone,
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric'
	});
	const quarterMs = 900_000;
	const kept = new Map<number, number>();
	return (ms) => {
		const day = Math.floor(ms / dayMs);
		const offset = keptOffset(day * dayMs);
		// A day on which clocks change is looked at more closely.
		if (offset === keptOffset((day + 1) * dayMs)) return offset;
		return keptOffset(Math.floor(ms / quarterMs) * quarterMs);
	};

	function keptOffset(ms: number): number {
		const known = kept.get(ms);
		if (known !== undefined) return known;
		if (kept.size >= mostKept) kept.clear();
		const part = Object.fromEntries(
			formatter.formatToParts(ms).map(({ type, value }) => [type, Number(value)])
		) as Record<'year' | 'month' | 'day' | 'hour' | 'minute' | 'second', number>;
		const shown = Date.UTC(
			part.year,
			part.month - 1,
			part.day,
			part.hour,
			part.minute,
			part.second
		);
		kept.set(ms, shown - ms);
		return shown - ms;
	}
}
