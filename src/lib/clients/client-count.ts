import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import { countCap } from './client.ts';

const formatters = new Map<string, Intl.NumberFormat>();

/** "1.234 clientes", and "10.000+ clientes" where the counting stopped. What is known without counting has no such end. */
export function clientCountText(total: number): string {
	if (total === countCap) return m.clients_count_capped({ count: figures(countCap) });
	return total === 1 ? m.clients_count_one() : m.clients_count_many({ count: figures(total) });
}

/** A count with its thousands set apart, in the person's language. */
export function figures(count: number): string {
	const locale = getLocale();
	const known = formatters.get(locale) ?? new Intl.NumberFormat(locale);
	formatters.set(locale, known);
	return known.format(count);
}
