import { formatDate } from '#lib/format/dates.ts';
import { formatMoney } from '#lib/format/money.ts';

type Params = Record<string, string | number | boolean | null>;

/** The parameters of a refusal as a sentence has them: dates and amounts written out, by their names (`due_on`, `open_cents`). */
export function spokenParams(params: Params, locale: string): Params {
	return Object.fromEntries(
		Object.entries(params).map(([name, value]) => {
			if (name.endsWith('_on') && typeof value === 'string')
				return [name, formatDate(value, locale)];
			if (name.endsWith('_cents')) return [name, formatMoney(Number(value), locale)];
			return [name, value];
		})
	);
}
