import { formatMoney } from '#lib/format/money.ts';
import { m } from '#lib/paraglide/messages.js';
import type { OverageChoice, PlanTerms } from './terms.ts';

const names: Record<OverageChoice, () => string> = {
	block: m.plans_overage_block,
	bill: m.plans_overage_bill,
	cap: m.plans_overage_with_cap
};

/** What happens once the sessions are used up, as a choice. */
export function overageName(choice: OverageChoice): string {
	return names[choice]();
}

/**
 * The same of a plan, with its figures.
 * @returns null where nothing is metered, so that nothing is ever used up
 */
export function overageText(
	terms: Pick<PlanTerms, 'sessionQuota' | 'sessionOverage' | 'overageCap' | 'overagePriceCents'>,
	locale: string
): string | null {
	if (terms.sessionQuota === null) return null;
	if (terms.sessionOverage === 'block' || terms.overagePriceCents === null)
		return m.plans_overage_block();
	const price = formatMoney(terms.overagePriceCents, locale);
	if (terms.sessionOverage === 'bill' || terms.overageCap === null)
		return m.plans_overage_bill_text({ price });
	return m.plans_overage_cap_text({ price, cap: terms.overageCap.toLocaleString(locale) });
}
