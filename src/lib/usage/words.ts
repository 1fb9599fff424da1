import { figures } from '#lib/clients/client-count.ts';
import { formatDate } from '#lib/format/dates.ts';
import { formatMoney } from '#lib/format/money.ts';
import { m } from '#lib/paraglide/messages.js';
import { getLocale } from '#lib/paraglide/runtime.js';
import type { LedgerEntry, LedgerSource } from './ledger.ts';
import { outlookOf } from './outlook.ts';
import type { SessionOverview, SessionPolicy } from './session-overview.ts';

/** When it will run out, as far as anybody can tell. @returns null for what cannot run out */
export function forecastText(overview: SessionOverview): string | null {
	const outlook = outlookOf({
		left: overview.left,
		forecastOn: overview.forecast_on,
		renewsOn: overview.quota[0]?.period_ends_on ?? null,
		isUnlimited: overview.is_unlimited
	});
	if (outlook.kind === 'none') return null;
	if (outlook.kind === 'gone') return m.usage_forecast_gone();
	if (outlook.kind === 'unknown') return m.usage_forecast_unknown();
	const date = day(outlook.on);
	return outlook.kind === 'lasts'
		? m.usage_forecast_lasts({ date })
		: m.usage_forecast_out({ date });
}

export function policyText(policy: SessionPolicy): string {
	const price = formatMoney(policy.overage_price_cents ?? 0, getLocale());
	if (policy.session_overage === 'block') return m.usage_policy_block();
	if (policy.session_overage === 'bill') return m.usage_policy_bill({ price });
	return m.usage_policy_cap({ price, cap: figures(policy.overage_cap ?? 0) });
}

export function kindText({ kind, reason, extras }: LedgerEntry): string {
	if (kind === 'use') return m.usage_kind_use();
	if (kind === 'expiry') return m.usage_kind_expiry();
	const named = reason && reasonWords[reason];
	if (named) return named();
	if (kind === 'correction') return m.usage_kind_correction();
	return extras !== 0 ? m.usage_kind_grant_extras() : m.usage_kind_grant();
}

/** What somebody wrote, not the codes that have words of their own. */
export function reasonText({ kind, reason }: LedgerEntry): string | null {
	return kind === 'correction' && reason && !reasonWords[reason] ? reason : null;
}

/** Why something came or went that nobody did by hand. */
const reasonWords: Record<string, () => string> = {
	plan_changed: m.usage_kind_grant_plan,
	late_use: m.usage_kind_late,
	pack_bought: m.usage_kind_grant_extras,
	pack_given_again: m.usage_kind_extras_again,
	pack_taken_back: m.usage_kind_extras_back
};

export const sourceWords: Record<LedgerSource, () => string> = {
	quota: m.usage_source_quota,
	extras: m.usage_source_extras,
	overage: m.usage_source_overage,
	unmetered: m.usage_source_unmetered
};

/** `+1.000`, `−3`. */
export function signed(count: number): string {
	return (count > 0 ? '+' : count < 0 ? '−' : '') + figures(Math.abs(count));
}

const day = (on: string) => formatDate(on, getLocale());
