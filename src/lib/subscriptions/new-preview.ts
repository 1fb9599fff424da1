import type { ChangeLine, PlannedInvoice } from './subscription-change.ts';
import type { SubscriptionStatus } from './subscription.ts';

/** What a new subscription will be, as the database worked it out; cents, `yyyy-mm-dd`. */
export interface NewSubscriptionPreview {
	status: SubscriptionStatus;
	planName: string;
	intervalMonths: number;
	periodCents: number;
	startedOn: string;
	trialEndsOn: string | null;
	cyclesLimit: number | null;
	contractTotalCents: number | null;
	instalments: number | null;
	/** What as many months cost without the contract, and how much the contract differs; null without one. */
	usualCents: number | null;
	differenceCents: number | null;
	/** The invoice that is issued at once; null when it begins later, or on trial. */
	first: (PlannedInvoice & { lines: ChangeLine[]; creditUsedCents: number }) | null;
	next: PlannedInvoice[];
}
