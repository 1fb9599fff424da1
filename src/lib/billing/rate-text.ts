/** Basis points as people say them. @returns `2%`, `0,33%` */
export function formatRate(bps: number, locale: string): string {
	return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(
		bps / 10_000
	);
}
