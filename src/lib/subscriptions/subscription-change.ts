import type {
	SubscriptionMethod,
	SubscriptionStatus,
	SubscriptionSummary
} from './subscription.ts';

/** What can be done to a subscription, as it stands in the address of the page that does it. */
export const changeNames = [
	'plan',
	'billing-day',
	'method',
	'adjustment',
	'renew',
	'pause',
	'resume',
	'cancel',
	'end-adjustment'
] as const;
export type ChangeName = (typeof changeNames)[number];

/** What the database calls it. */
export type ChangeKind =
	| 'plan'
	| 'plan_at_renewal'
	| 'billing_day'
	| 'renew'
	| 'method'
	| 'pause'
	| 'resume'
	| 'cancel'
	| 'cancel_at_end'
	| 'add_adjustment'
	| 'end_adjustment';

/** A subscription at one moment; cents, `yyyy-mm-dd`. */
export interface SubscriptionFacts {
	status: SubscriptionStatus;
	planName: string;
	intervalMonths: number;
	periodCents: number;
	dueDay: number;
	periodDay: number;
	method: SubscriptionMethod | null;
	nextPeriodOn: string;
	nextPeriodEndsOn: string | null;
	cancelsOn: string | null;
	endedOn: string | null;
	nextPlanName: string;
	nextIntervalMonths: number;
	nextPeriodCents: number;
}

export interface ChangeLine {
	kind: string;
	description: string;
	quantity: number;
	unitCents: number;
	totalCents: number;
	/** Of prorated lines: the plan, and which of the period's days. */
	name?: string;
	from?: string;
	to?: string;
	days?: number;
	ofDays?: number;
}

export interface PlannedInvoice {
	periodStart: string;
	periodEnd: string;
	dueOn: string;
	totalCents: number;
}

/** What a change does, as the database worked it out. */
export interface ChangeDetails {
	/** What was asked for, where the facts do not say it yet. */
	wish: { day?: number; reason?: string };
	before: SubscriptionFacts;
	after: SubscriptionFacts;
	lines: ChangeLine[];
	/** More than 0: an invoice; less: credit. */
	netCents: number;
	dueOn?: string;
	/** How much of the client's credit went to an invoice at once. */
	creditUsedCents?: number;
	/** Of days that were used before it stopped, and stood on none. */
	used?: { number: number; totalCents: number; dueOn: string }[];
	voided?: { number: number; totalCents: number; paidCents: number }[];
	pausedOn?: string;
	pausedDays?: number;
}

export interface ChangePreview extends ChangeDetails {
	kind: ChangeKind;
	state: 'scheduled' | 'applied';
	effectiveOn: string;
	next: PlannedInvoice[];
}

/** One entry of a subscription's history. */
export interface SubscriptionChange {
	id: string;
	kind: ChangeKind;
	state: 'scheduled' | 'applied' | 'undone';
	effectiveOn: string;
	createdAt: string;
	invoiceId: string | null;
	requester: { name: string } | null;
	details: ChangeDetails;
}

const whileRunning: ChangeName[] = ['plan', 'billing-day', 'method', 'adjustment'];

/** What makes sense for a subscription as it stands; the database has the last word. */
export function possibleChanges({
	status,
	cancelsOn,
	instalments
}: Pick<SubscriptionSummary, 'status' | 'cancelsOn' | 'instalments'>): ChangeName[] {
	if (status === 'canceled' || status === 'expired') return ['renew'];
	if (status === 'paused') return ['resume', 'method', 'cancel'];
	const names: ChangeName[] = whileRunning.filter(
		(name) => name !== 'plan' || (instalments === null && cancelsOn === null)
	);
	// Also of what waits for its first payment: whose first invoice was canceled begins with another one.
	if (cancelsOn === null) names.push('renew');
	if (status === 'active') names.push('pause');
	return [...names, 'cancel'];
}
