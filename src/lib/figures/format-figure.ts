import type { Period } from './period.ts';

const formatters = new Map<string, Intl.NumberFormat>();
const dayFormatters = new Map<string, Intl.DateTimeFormat>();

/** Money as an axis has room for it: `R$ 12 mil`, `R$12K`. */
export function shortMoney(cents: number, locale: string): string {
	return formatter(locale, {
		...{ style: 'currency', currency: 'BRL', notation: 'compact' },
		maximumFractionDigits: 1
	}).format(cents / 100);
}

/** `+12%`, `−3%`; 0.12 is twelve per cent. */
export function signedShare(share: number, locale: string): string {
	return formatter(locale, {
		...{ style: 'percent', signDisplay: 'exceptZero' },
		maximumFractionDigits: Math.abs(share) < 0.1 ? 1 : 0
	}).format(share);
}

/** `22`, `22 nov`, `nov`, `novembro de 2026`: days and months along an axis and in its readout. */
export function axisDay(on: string, locale: string, style: keyof typeof dayStyles): string {
	const key = `${locale} ${style}`;
	let known = dayFormatters.get(key);
	if (!known) {
		known = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
			...dayStyles[style],
			timeZone: 'UTC'
		});
		dayFormatters.set(key, known);
	}
	return known.format(new Date(`${on}T00:00:00Z`)).replace('.', '');
}

/** `1 a 22 de nov. de 2026`, as the language says it. */
export function periodText({ from, to }: Period, locale: string): string {
	const known = new Intl.DateTimeFormat(locale === 'en' ? 'en-GB' : locale, {
		...{ day: 'numeric', month: 'short', year: 'numeric' },
		timeZone: 'UTC'
	});
	return known.formatRange(new Date(`${from}T00:00:00Z`), new Date(`${to}T00:00:00Z`));
}

const dayStyles = {
	day: { day: 'numeric' },
	'day and month': { day: 'numeric', month: 'short' },
	weekday: { weekday: 'short', day: 'numeric', month: 'long' },
	month: { month: 'short' },
	'month and year': { month: 'long', year: 'numeric' }
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

function formatter(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
	const key = `${locale} ${JSON.stringify(options)}`;
	const known = formatters.get(key) ?? new Intl.NumberFormat(locale, options);
	formatters.set(key, known);
	return known;
}
