export type RunStep = 'changes' | 'issue' | 'remind' | 'release_end' | 'notify' | 'block' | 'done';

/** One night's work, as a row of `billing_runs`; cents, instants. */
export interface BillingRun {
	id: string;
	onDate: string;
	state: 'running' | 'done';
	step: RunStep;
	origin: 'schedule' | 'hand' | 'clock';
	changed: number;
	issued: number;
	issuedCents: number;
	reminded: number;
	notified: number;
	blocked: number;
	releasesEnded: number;
	failed: number;
	startedAt: string;
	finishedAt: string | null;
}

/** What a run could not do, and why: a code that may be one of our refusals. */
export interface RunFailure {
	runId: string;
	step: RunStep;
	clientId: string | null;
	clientName: string | null;
	code: string;
}

/** A subscription that starts, ends or goes on as another, since its day has come. */
export interface PlannedChange {
	subscription_id: string;
	client_id: string;
	client_name: string;
	plan_name: string;
	was: string;
	becomes: 'active' | 'trialing' | 'pending' | 'canceled' | 'expired';
}

/** An invoice that the run will issue; cents, `yyyy-mm-dd`. */
export interface PlannedIssue {
	subscription_id: string;
	client_id: string;
	client_name: string;
	plan_name: string;
	/** The plan until now, where this invoice renews it as another, or in another version or interval. */
	was_plan_name: string | null;
	period_start: string;
	period_end: string;
	due_on: string;
	total_cents: number;
}

/** An invoice that the run will remind of, notify about, or block for. */
export interface PlannedNotice {
	invoice_id: string;
	number: number;
	client_id: string;
	client_name: string;
	due_on: string;
	open_cents: number;
	/** Whose invoice it is; of a block: what it suspends. null: billed by hand. */
	subscription_id: string | null;
	/** Of a reminder: days from the last day without lateness. */
	days?: number;
}

interface Planned<Row> {
	count: number;
	/** The first ones. */
	rows: Row[];
}

export interface RunPreview {
	on_date: string;
	changes: Planned<PlannedChange>;
	issue: Planned<PlannedIssue> & { total_cents: number };
	remind: Planned<PlannedNotice>;
	release_end: Planned<PlannedNotice>;
	notify: Planned<PlannedNotice>;
	block: Planned<PlannedNotice>;
}

/** What can be put off for one subscription. */
export type HoldableStep = 'issue' | 'remind' | 'notify' | 'block';

export interface BillingHold {
	subscriptionId: string;
	clientId: string;
	clientName: string;
	step: HoldableStep;
	untilOn: string;
	note: string | null;
}

/** The clock of a demo; `targetOn` while it is on its way. */
export interface TestClock {
	on: string;
	targetOn: string | null;
}

/** Where the test clock may be sent with one press: `yyyy-mm-dd`, never drifting beyond a month's end. */
export function clockLeaps(on: string): { day: string; week: string; month: string; year: string } {
	return {
		day: daysAfter(on, 1),
		week: daysAfter(on, 7),
		month: monthsAfter(on, 1),
		year: monthsAfter(on, 12)
	};
}

export function daysAfter(on: string, days: number): string {
	return new Date(Date.parse(on) + days * 86_400_000).toISOString().slice(0, 10);
}

function monthsAfter(on: string, months: number): string {
	const [year = 0, month = 0, day = 0] = on.split('-').map(Number);
	const lastDay = new Date(Date.UTC(year, month - 1 + months + 1, 0)).getUTCDate();
	return new Date(Date.UTC(year, month - 1 + months, Math.min(day, lastDay)))
		.toISOString()
		.slice(0, 10);
}
