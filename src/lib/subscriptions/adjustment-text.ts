import { formatAmount, formatMoney } from '#lib/format/money.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { Adjustment } from './subscription.ts';

/** `−12,5 %`, `+R$ 10,00`. */
export function adjustmentSize({
	kind,
	amountCents,
	percentBps
}: Pick<Adjustment, 'kind' | 'amountCents' | 'percentBps'>): string {
	const sign = kind === 'discount' ? '−' : '+';
	if (amountCents !== null) return sign + formatMoney(amountCents, getLocale());
	return `${sign}${percentText(percentBps ?? 0)}`;
}

export function adjustmentKindText(kind: Adjustment['kind']): string {
	return kind === 'discount' ? m.subscriptions_discount() : m.subscriptions_surcharge();
}

/** For how long it still counts. */
export function cyclesText(cyclesLeft: number | null): string {
	return cyclesLeft === null
		? m.subscriptions_always()
		: m.subscriptions_cycles_left({ count: cyclesLeft });
}

/** Basis points as people write them: 1250 is `12,5 %`. */
function percentText(basisPoints: number): string {
	return `${formatAmount(basisPoints, getLocale()).replace(/[.,]?0+$/, '')} %`;
}
