import { unwrap } from '#lib/errors/database-error.ts';
import { DomainError } from '#lib/errors/domain-error.ts';
import type { InvoiceSummary } from '#lib/billing/invoice.ts';
import { camelKeys } from '#lib/format/camel-keys.ts';
import type { Db } from '#lib/server/db.ts';
import type { SubscriptionChange } from './subscription-change.ts';
import type { Adjustment, SubscriptionSummary } from './subscription.ts';

/** Of `subscription_list`, as SubscriptionSummary. */
const columns =
	'id, status, activation, planId:plan_id, planName:plan_name, intervalMonths:interval_months, dueDay:due_day, method, startedOn:started_on, nextPeriodOn:next_period_on, nextPeriodEndsOn:next_period_ends_on, trialEndsOn:trial_ends_on, cyclesLimit:cycles_limit, cyclesBilled:cycles_billed, contractTotalCents:contract_total_cents, instalments, cancelsOn:cancels_on, pausedOn:paused_on, endedOn:ended_on, activatedAt:activated_at, sessionQuota:session_quota, priceCents:price_cents, passThroughCents:pass_through_cents, surchargeCents:surcharge_cents, discountCents:discount_cents, addedCents:added_cents, takenCents:taken_cents, monthlyCents:monthly_cents, periodCents:period_cents, nextPlanName:next_plan_name, nextIntervalMonths:next_interval_months, nextTotalCents:next_total_cents' as const;
/** More changes than anybody reads; the trail has all of them. */
const mostChanges = 50;
const mostInvoices = 6;

/** The client's subscriptions, the newest first. */
export async function listSubscriptions(
	db: Db,
	resellerId: string,
	clientId: string
): Promise<SubscriptionSummary[]> {
	return unwrap(
		await db
			.from('subscription_list')
			.select(columns)
			.eq('reseller_id', resellerId)
			.eq('client_id', clientId)
			.order('created_at', { ascending: false })
			.overrideTypes<SubscriptionSummary[], { merge: false }>()
	);
}

/** @throws DomainError subscription_not_found (404), also for one of another client */
export async function getSubscription(
	db: Db,
	resellerId: string,
	clientId: string,
	id: string
): Promise<SubscriptionSummary> {
	const subscription = unwrap(
		await db
			.from('subscription_list')
			.select(columns)
			.eq('reseller_id', resellerId)
			.eq('client_id', clientId)
			.eq('id', id)
			.maybeSingle()
			.overrideTypes<SubscriptionSummary, { merge: false }>(),
		'or null'
	);
	if (!subscription) throw new DomainError('subscription_not_found', 404);
	return subscription;
}

/** The discounts and surcharges in force, the earliest first. */
export async function listAdjustments(
	db: Db,
	resellerId: string,
	subscriptionId: string
): Promise<Adjustment[]> {
	return unwrap(
		await db
			.from('subscription_adjustments')
			.select(
				'id, kind, amountCents:amount_cents, percentBps:percent_bps, cyclesLeft:cycles_left, description'
			)
			.eq('reseller_id', resellerId)
			.eq('subscription_id', subscriptionId)
			.is('ended_at', null)
			.or('cycles_left.is.null,cycles_left.gt.0')
			.order('created_at')
			.order('id')
			.overrideTypes<Adjustment[], { merge: false }>()
	);
}

/** What was asked of it, the newest first. */
export async function listChanges(
	db: Db,
	resellerId: string,
	subscriptionId: string
): Promise<SubscriptionChange[]> {
	const changes = unwrap(
		await db
			.from('subscription_changes')
			.select(
				'id, kind, state, effective_on, created_at, invoice_id, details, requester:people(name)'
			)
			.eq('reseller_id', resellerId)
			.eq('subscription_id', subscriptionId)
			.order('created_at', { ascending: false })
			.limit(mostChanges)
	);
	return camelKeys(changes) as SubscriptionChange[];
}

/** Its newest invoices. */
export async function listInvoicesOf(
	db: Db,
	resellerId: string,
	subscriptionId: string
): Promise<Pick<InvoiceSummary, 'id' | 'number' | 'status' | 'dueOn' | 'totalCents'>[]> {
	return unwrap(
		await db
			.from('invoice_list')
			.select('id, number, status, dueOn:due_on, totalCents:total_cents')
			.eq('reseller_id', resellerId)
			.eq('subscription_id', subscriptionId)
			.order('number', { ascending: false })
			.limit(mostInvoices)
			.overrideTypes<
				Pick<InvoiceSummary, 'id' | 'number' | 'status' | 'dueOn' | 'totalCents'>[],
				{ merge: false }
			>()
	);
}
