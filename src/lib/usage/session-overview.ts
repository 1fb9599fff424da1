import type { Meter } from './meter.ts';

export interface SessionQuota {
	subscription_id: string;
	plan_name: string;
	granted: number;
	left: number;
	overage: number;
	/** First and last day, in the reseller's calendar. */
	period_starts_on: string;
	period_ends_on: string;
}

/** What the plan says about use beyond quota and extras, and what it sells. */
export interface SessionPolicy {
	session_overage: 'block' | 'bill' | 'cap';
	/** Sessions of a period; `cap` only. */
	overage_cap: number | null;
	/** Per session; not with `block`. */
	overage_price_cents: number | null;
	pack_sessions: number | null;
	pack_price_cents: number | null;
}

/** As `session_overview` answers. */
export interface SessionOverview extends Meter {
	is_metered: boolean;
	/** A plan without a quota runs too. */
	is_unlimited: boolean;
	/** The one that ends first stands first. */
	quota: SessionQuota[];
	/** Of the running periods. */
	used: number;
	/** Use in each of the last 48 hours, oldest first, the last one of the hour that goes on. */
	hours: number[];
	/** When the last of them began, ISO 8601. */
	last_hour: string;
	/** The day on which nothing is left; null: no use to tell from, or beyond three years. */
	forecast_on: string | null;
	policy: SessionPolicy | null;
}

/** Whether the account has ever had something to do with sessions, so far as the overview tells. */
export function isInUse(overview: SessionOverview): boolean {
	return (
		overview.is_metered ||
		overview.extras_left > 0 ||
		overview.is_unlimited ||
		overview.hours.some((used) => used > 0)
	);
}

/** The overview with a later meter in it. Quotas of several plans are told apart only by reading again. */
export function withMeter(overview: SessionOverview, meter: Meter): SessionOverview {
	if (meter.version <= overview.version) return overview;
	const { quota_left, extras_left, left, overage, version } = meter;
	const [only, ...others] = overview.quota;
	const isOne = only && others.length === 0;
	return {
		...overview,
		...{ quota_left, extras_left, left, overage, version },
		quota: isOne ? [{ ...only, left: quota_left, overage }] : overview.quota,
		// A period that began anew was granted more than was left.
		used: Math.max(overview.used + overview.quota_left - quota_left, 0)
	};
}

export type Tone = 'plain' | 'caution' | 'danger';

/** How worrying it is: from 80 per cent of what was granted on, and at nothing. */
export function toneOf(left: number | null, quota: readonly Pick<SessionQuota, 'granted'>[]): Tone {
	if (left === null) return 'plain';
	if (left === 0) return 'danger';
	const granted = quota.reduce((sum, one) => sum + one.granted, 0);
	return left * 5 <= granted ? 'caution' : 'plain';
}
