import { m } from '#lib/paraglide/messages.js';

const names: Record<number, () => string> = {
	1: m.billing_interval_1,
	2: m.billing_interval_2,
	3: m.billing_interval_3,
	6: m.billing_interval_6,
	12: m.billing_interval_12
};

/** "Mensal", "Anual": how often a subscription is billed. */
export function intervalName(months: number): string {
	return names[months]?.() ?? String(months);
}
