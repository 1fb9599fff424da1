export interface DunningRule {
	pendingDays: number;
	pendingOf: 'client' | 'reseller';
	blockDays: number;
	blockOf: 'client' | 'reseller';
	/** Of the plan, on top of blockDays. */
	graceDays: number;
	minNoticeDays: number;
}

export interface LateInvoice {
	id: string;
	number: number;
	dueOn: string;
	/** The last day on which it could be paid in time. */
	effectiveDueOn: string;
	/** 0: not late. */
	daysLate: number;
	totalCents: number;
	/** Of openCents. */
	chargesCents: number;
	/** What it asks for today. */
	openCents: number;
	notifiedOn: string | null;
	isOneOff: boolean;
}

export interface NextStep {
	kind: 'reminder' | 'notice' | 'release_end' | 'block';
	on: string;
	/** 0: tonight. */
	inDays: number;
}

export type HistoryKind =
	| 'issued'
	| 'reminded'
	| 'notified'
	| 'blocked'
	| 'restored'
	| 'released'
	| 'release_kept'
	| 'release_broken'
	| 'due_changed'
	| 'pending_days_changed'
	| 'block_days_changed'
	| 'reseller_pending_days_changed'
	| 'reseller_block_days_changed'
	| 'min_notice_days_changed'
	| 'grace_changed'
	| 'held'
	| 'hold_ended';

export interface HistoryEntry {
	kind: HistoryKind;
	onDate: string;
	/** Of a reminder in the schedule, of a notice from the due date, of a block by the rule. */
	days?: number;
	untilOn?: string;
	reason?: string;
	/** Who did it; never for a client's own users. */
	by?: string;
	/** Of a change: before and after. Of a release: was says whether the client or staff gave it. */
	was?: string;
	isNow?: string;
}

/** Why it may not be released in confidence, by the code of the refusal. */
export interface ReleaseRefusal {
	code: string;
	params: Record<string, string | number>;
}

export interface SubscriptionDunning {
	subscriptionId: string;
	planName: string;
	status: string;
	rule: DunningRule;
	/** The one that blocks, else the oldest open one. */
	invoice: LateInvoice | null;
	block: { blockedOn: string; suspendedOn: string; dueOn: string; days: number } | null;
	/** In the order of their days. */
	next: NextStep[];
	release: {
		untilOn: string;
		grantedOn: string;
		selfService: boolean;
		by: string | null;
		reason: string | null;
	} | null;
	/** Somebody keeps the run from blocking it. */
	hold: { untilOn: string; note: string | null; by: string | null } | null;
	mayRelease: boolean;
	releaseRefusal: ReleaseRefusal | null;
	history: HistoryEntry[];
}

/** What `explain_dunning` says. */
export interface DunningExplanation {
	today: string;
	payer: 'client' | 'agency';
	archived: boolean;
	hasEmail: boolean;
	/** Before invoices are due. */
	takesReminders: boolean;
	suspendedByHand: { at: string; by: string | null } | null;
	trustDays: number;
	/** How many releases were kept and broken; null for a client's own users. */
	promises: { kept: number; broken: number } | null;
	subscriptions: SubscriptionDunning[];
}

/** The subscriptions of which there is something to explain: blocked, released, late or told of. */
export function inTrouble({ subscriptions }: DunningExplanation): SubscriptionDunning[] {
	return subscriptions.filter(
		({ block, invoice, release }) => block || release || (invoice && invoice.daysLate > 0)
	);
}
