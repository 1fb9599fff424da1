import { intervalName } from '#lib/billing/interval-name.ts';
import { formatMoney } from '#lib/format/money.ts';
import { m } from '#lib/paraglide/messages.js';
import { intervalList } from './interval-list.ts';
import { overageName } from './overage-text.ts';
import type { OverageChoice, TermChange } from './terms.ts';

const labels: Record<Exclude<TermChange['term'], 'intervalPrice'>, () => string> = {
	price: m.plans_price,
	cost: m.plans_cost,
	intervals: m.plans_intervals,
	quota: m.plans_quota,
	packSessions: m.plans_pack_sessions,
	packPrice: m.plans_pack_price,
	overage: m.plans_overage,
	overageCap: m.plans_overage_cap,
	overagePrice: m.plans_overage_price,
	grace: m.plans_grace,
	trial: m.plans_trial,
	cycles: m.plans_cycles
};

/** What it means that a term is not there. */
const absent: Partial<Record<TermChange['term'], () => string>> = {
	intervalPrice: m.plans_price_by_months,
	quota: m.plans_quota_none,
	cycles: m.plans_cycles_none
};

/** A change of terms in words: what it is about, what it was, what it is. */
export function changeText(
	change: TermChange,
	locale: string
): { label: string; before: string; after: string } {
	const said = (value: number | number[] | OverageChoice | null) =>
		valueText(change.term, value, locale);
	const label =
		change.term === 'intervalPrice'
			? m.plans_interval_price({ interval: intervalName(change.months) })
			: labels[change.term]();
	return { label, before: said(change.before), after: said(change.after) };
}

function valueText(
	term: TermChange['term'],
	value: number | number[] | OverageChoice | null,
	locale: string
): string {
	if (typeof value === 'string') return overageName(value);
	if (Array.isArray(value)) return intervalList(value, locale);
	if (value === null) return absent[term]?.() ?? '—';
	if (['price', 'cost', 'intervalPrice', 'packPrice', 'overagePrice'].includes(term))
		return formatMoney(value, locale);
	if (term === 'grace' || term === 'trial') return m.plans_days({ count: value });
	return value.toLocaleString(locale);
}
