import { intervalName } from '#lib/billing/interval-name.ts';
import { m } from '#lib/paraglide/messages.js';
import { planIntervals } from './terms.ts';

/** "Mensal, anual": the recurrences a plan is sold in. */
export function intervalList(intervals: readonly number[], locale: string): string {
	if (intervals.length === planIntervals.length) return m.plans_intervals_all();
	return intervals
		.map(intervalName)
		.map((name, index) => (index === 0 ? name : name.toLocaleLowerCase(locale)))
		.join(', ');
}
