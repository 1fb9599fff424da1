const currencyByLocale = new Map<string, Intl.NumberFormat>();
const plainByLocale = new Map<string, Intl.NumberFormat>();

/**
 * @param cents integer cents of BRL
 * @returns `R$ 1.234,50` in pt-BR, `R$1,234.50` in en
 */
export function formatMoney(cents: number, locale: string): string {
	return formatter(currencyByLocale, locale, { style: 'currency', currency: 'BRL' }).format(
		cents / 100
	);
}

/** The same figure without the currency sign, as it stands in a field: `1.234,50`. */
export function formatAmount(cents: number, locale: string): string {
	return formatter(plainByLocale, locale, { minimumFractionDigits: 2 }).format(cents / 100);
}

/**
 * Reads an amount the way people type it: `1234`, `1.234,5`, `1,234.50`, `R$ 10`.
 * The last separator is the decimal one when one or two figures follow it; otherwise it groups thousands.
 * @returns integer cents, or null when it is no amount
 */
export function parseMoney(text: string): number | null {
	const typed = text.replace(/^\s*R\$/i, '').replace(/[\s\u00a0]/g, '');
	const parts = /^(-?)([\d.,]*?)(?:[.,](\d{1,2}))?$/.exec(typed);
	if (!parts || !/\d/.test(typed)) return null;
	const [, sign, whole = '', fraction = ''] = parts;
	if (!/^(\d*|\d{1,3}(\.\d{3})+|\d{1,3}(,\d{3})+)$/.test(whole)) return null;
	const cents = Number(whole.replace(/[.,]/g, '')) * 100 + Number(fraction.padEnd(2, '0'));
	if (!Number.isSafeInteger(cents)) return null;
	return sign && cents > 0 ? -cents : cents;
}

function formatter(
	cache: Map<string, Intl.NumberFormat>,
	locale: string,
	options: Intl.NumberFormatOptions
) {
	const known = cache.get(locale);
	if (known) return known;
	const created = new Intl.NumberFormat(locale, options);
	cache.set(locale, created);
	return created;
}
