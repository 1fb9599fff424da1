/** What a period brought; cents. What was lost (contraction, churn) is negative. */
export interface PeriodFigures {
	from: string;
	to: string;
	issued_cents: number;
	invoices: number;
	voided_cents: number;
	/** Money, less what was returned on these days. */
	received_cents: number;
	payments: number;
	returned_cents: number;
	new_cents: number;
	expansion_cents: number;
	contraction_cents: number;
	churn_cents: number;
	/** Subscriptions. */
	started: number;
	canceled: number;
	expired: number;
	/** What recurs per month, as it was at the end. */
	recurring_cents: number;
}

export interface OverdueAge {
	from_days: number;
	/** null: and longer. */
	to_days: number | null;
	cents: number;
	invoices: number;
}

export interface MonthFigures {
	/** Its first day. */
	month: string;
	recurring_cents: number;
	received_cents: number;
	new_cents: number;
	expansion_cents: number;
	contraction_cents: number;
	churn_cents: number;
	started: number;
	ended: number;
}

/** As `billing_figures` answers; its comment says what each means. */
export interface BillingFigures {
	today: string;
	/** Without it nothing was ever billed here. */
	has_history: boolean;
	period: PeriodFigures;
	/** What the period is compared with. */
	previous: PeriodFigures;
	now: {
		recurring_cents: number;
		open_cents: number;
		open_invoices: number;
		overdue_cents: number;
		overdue_invoices: number;
		due_soon_cents: number;
		due_soon_invoices: number;
		blocked_clients: number;
		blocked_cents: number;
	};
	overdue: OverdueAge[];
	received: { on: string; cents: number }[];
	months: MonthFigures[];
}

/** What the next billing run will do. */
export interface NextRun {
	on_date: string;
	issue: { count: number; total_cents: number };
	remind: { count: number };
	notify: { count: number };
	block: { count: number };
	release_end: { count: number };
}

/** Where a chart is pointed at: one place along its axis. */
export interface ChartPlace {
	/** As the axis says it, and in full. */
	label: string;
	title: string;
	/** Cents of each series, in the series' order. */
	values: number[];
}

export interface ChartSeries {
	name: string;
	/** A colour of the theme, as in `--color-<colour>`. */
	color: 'accent' | 'positive' | 'info' | 'caution' | 'danger';
}

/**
 * By how much something has become more or less.
 * @returns the share, 0.12 for twelve per cent more; null where there was nothing to compare with
 */
export function changeOf(now: number, before: number): number | null {
	return before === 0 ? null : (now - before) / Math.abs(before);
}

/** Months instead of days, when there are more days than columns that one could tell apart. */
export function byMonth(days: BillingFigures['received']): BillingFigures['received'] {
	const months = new Map<string, number>();
	for (const { on, cents } of days) {
		const month = `${on.slice(0, 7)}-01`;
		months.set(month, (months.get(month) ?? 0) + cents);
	}
	return [...months].map(([on, cents]) => ({ on, cents }));
}
