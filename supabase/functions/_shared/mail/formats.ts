export type Locale = 'pt-BR' | 'en';

const money: Record<Locale, Intl.NumberFormat> = {
	'pt-BR': new Intl.NumberFormat('pt-BR', { style: 'currency', currency: 'BRL' }),
	en: new Intl.NumberFormat('en', { style: 'currency', currency: 'BRL' })
};

/** English spells the month: 05/12 is May to half of its readers. */
const dates: Record<Locale, Intl.DateTimeFormat> = {
	'pt-BR': new Intl.DateTimeFormat('pt-BR', {
		day: '2-digit',
		month: '2-digit',
		year: 'numeric',
		timeZone: 'UTC'
	}),
	en: new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeZone: 'UTC' })
};

/** Reais, with a plain space: mail clients and subjects show no-break spaces as they please. */
export function formatMoney(locale: Locale, cents: number): string {
	return money[locale].format(cents / 100).replace(/\u00A0/g, ' ');
}

/** @param date a calendar date `YYYY-MM-DD`; it has no time zone, so it never shifts by a day */
export function formatDate(locale: Locale, date: string): string {
	return dates[locale].format(new Date(`${date}T00:00:00Z`));
}

/**
 * @param at ISO 8601 instant
 * @param timeZone of the reseller
 */
export function formatInstant(locale: Locale, at: string, timeZone: string): string {
	return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short', timeZone })
		.format(new Date(at))
		.replace(/[\u00A0\u202F]/g, ' ');
}

/** Basis points as people say them: `2%`, `0,33%`. */
export function formatRate(locale: Locale, bps: number): string {
	return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(
		bps / 10_000
	);
}

/** Thousands as people write them: `1.200`, `1,200`. */
export function formatCount(locale: Locale, count: number): string {
	return new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(count);
}
