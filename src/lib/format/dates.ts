export type DateStyle = 'short' | 'long' | 'full' | 'time' | 'month';

const styles: Record<DateStyle, Intl.DateTimeFormatOptions> = {
	short: { day: '2-digit', month: '2-digit', year: 'numeric' },
	long: { day: 'numeric', month: 'long', year: 'numeric' },
	full: { day: '2-digit', month: '2-digit', year: 'numeric', hour: '2-digit', minute: '2-digit' },
	time: { hour: '2-digit', minute: '2-digit' },
	month: { month: 'long', year: 'numeric' }
};
const formatters = new Map<string, Intl.DateTimeFormat>();

/** @param on calendar date `yyyy-mm-dd`; it has no time zone and never shifts */
export function formatDate(on: string, locale: string, style: DateStyle = 'short'): string {
	return formatter(locale, 'UTC', style).format(new Date(`${on}T00:00:00Z`));
}

/** @param at ISO 8601 instant, shown in the account's time zone */
export function formatInstant(
	at: string,
	locale: string,
	timeZone: string,
	style: DateStyle = 'short'
): string {
	return formatter(locale, timeZone, style).format(new Date(at));
}

/** @returns the calendar date `yyyy-mm-dd` that the instant falls on in the zone */
export function dateIn(timeZone: string, instant: Date): string {
	const parts = formatter('en', timeZone, 'short').formatToParts(instant);
	const part = (type: Intl.DateTimeFormatPartTypes) =>
		parts.find((one) => one.type === type)?.value;
	return `${part('year')}-${part('month')}-${part('day')}`;
}

/** Whole days from one calendar date to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
	return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000;
}

/** Whether the text is a calendar date that exists: `2026-02-30` is not. */
export function isCalendarDate(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const parsed = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(text);
}

function formatter(locale: string, timeZone: string, style: DateStyle): Intl.DateTimeFormat {
	const key = `${locale} ${timeZone} ${style}`;
	const known = formatters.get(key);
	if (known) return known;
	// Day before month in English too: invoices here are Brazilian.
	const created = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
		...styles[style],
		timeZone
	});
	formatters.set(key, created);
	return created;
}
