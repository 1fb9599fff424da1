import type { PlanTerms } from './terms.ts';

/** A plan in the list, with its newest terms. */
export interface PlanSummary extends PlanTerms {
	id: string;
	name: string;
	categoryId: string | null;
	categoryName: string | null;
	isPrivate: boolean;
	isActive: boolean;
	/** Its public link is switched on. */
	isPublished: boolean;
	version: number;
	/** Subscriptions on any of its versions that have not ended. */
	running: number;
}

export const planGroups = ['active', 'private', 'inactive', 'all'] as const;
export type PlanGroup = (typeof planGroups)[number];

/** @param given from the address */
export function readPlanGroup(given: string | null): PlanGroup {
	return planGroups.find((group) => group === given) ?? 'active';
}

export function isInGroup(
	{ isActive, isPrivate }: Pick<PlanSummary, 'isActive' | 'isPrivate'>,
	group: PlanGroup
): boolean {
	if (group === 'all') return true;
	if (group === 'inactive') return !isActive;
	return isActive && (group === 'active' || isPrivate);
}

export interface PlanVersion extends PlanTerms {
	version: number;
	createdAt: string;
	running: number;
}

export interface PlanDetails {
	id: string;
	name: string;
	description: string | null;
	categoryId: string | null;
	categoryName: string | null;
	isPrivate: boolean;
	isActive: boolean;
	isPublished: boolean;
	publicCode: string | null;
	createdAt: string;
	/** The newest first; there always is one. */
	versions: [PlanVersion, ...PlanVersion[]];
	agreement: Agreement | null;
}

export interface Agreement {
	version: number;
	body: string;
	sha256: string;
	createdAt: string;
}

/** A running subscription of a plan. */
export interface PlanSubscription {
	subscription_id: string;
	client_id: string;
	client_name: string;
	client_number: number;
	version: number;
	/** Where it moves at its renewal; null: it stays. */
	next_version: number | null;
	status: string;
	interval_months: number;
	next_period_on: string;
}

export const moverStates = ['moves', 'moving', 'contract', 'other_change'] as const;

/** What moving subscriptions to the newest terms does; cents. */
export interface MigrationPreview {
	version: number;
	moves: number;
	moving: number;
	contracts: number;
	other_changes: number;
	/** Of all that move, per month. */
	month_difference_cents: number;
	/** The first 200. */
	rows: {
		subscription_id: string;
		client_id: string;
		client_name: string;
		client_number: number;
		version: number;
		interval_months: number;
		moves_on: string;
		old_cents: number;
		new_cents: number;
		month_difference_cents: number;
		state: (typeof moverStates)[number];
	}[];
}

/** Somebody who signed up behind a plan's public link. */
export interface PlanSignUp {
	id: string;
	plan_id: string;
	plan_name: string;
	client_id: string;
	client_name: string;
	client_number: number;
	created_at: string;
	interval_months: number;
	period_cents: number;
	agreement_version: number | null;
	agreement_sha256: string | null;
	agreed_at: string;
	address: string | null;
	/** expired: nothing was paid, and it was given up. */
	state: 'awaiting' | 'paid' | 'canceled' | 'trial' | 'expired';
	/** A client that was there and may be the same. */
	duplicate: { id: string; number: number; name: string } | null;
}

export interface CategoryDetails {
	id: string;
	name: string;
	passThroughCents: number;
	plans: Pick<PlanSummary, 'id' | 'name' | 'monthlyPriceCents' | 'isActive' | 'running'>[];
}
