import { partOf } from './amounts.ts';
import {
	type Invoice,
	isOpen,
	type Plan,
	refuseIf,
	type Subscription,
	useAdjustments,
	type World
} from './books.ts';
import { dateOf, type Day, firstAgreed, monthsOn } from './calendar.ts';
import { payableUntil, settle } from './dunning.ts';
import { voidInvoice } from './payments.ts';
import { hasNext, invoicesFor, liftByHand, periodCents } from './periods.ts';
import { billedFrom, type ChargedPart, settleNet, unusedParts } from './proration.ts';
import { billUntilChange, billUntilStop, unbilledUntil } from './restoring.ts';

// What people ask of an invoice or a subscription. By the comments of chapters 0505 and 0515.

export function changeDueDate(world: World, invoice: Invoice, dueOn: Day): void {
	refuseIf(invoice.isVoid, 'invoice_not_open');
	refuseIf(!isOpen(invoice), 'invoice_already_paid');
	if (dueOn === invoice.dueOn) return;
	refuseIf(dueOn < world.today, 'invoice_due_in_past');
	invoice.dueOn = dueOn;
	invoice.payableUntil = payableUntil(world, dueOn);
	// What the old date led to was for the old one.
	invoice.notifiedOn = null;
	settle(world, invoice.client, world.today);
}

const hasEnded = ({ status }: Subscription) => status === 'canceled' || status === 'expired';

function requirePlanChange(subscription: Subscription, plan: Plan, interval: number): void {
	refuseIf(hasEnded(subscription), 'subscription_ended');
	refuseIf(subscription.contract !== null, 'subscription_is_contract');
	refuseIf(subscription.cancelsOn !== null, 'subscription_is_ending');
	refuseIf(
		plan === subscription.plan && interval === subscription.interval,
		'subscription_unchanged'
	);
}

export function changePlanAtRenewal(
	subscription: Subscription,
	plan: Plan,
	interval: number
): void {
	requirePlanChange(subscription, plan, interval);
	subscription.renewsAs = { plan, interval };
}

export function changePlanNow(
	world: World,
	subscription: Subscription,
	plan: Plan,
	interval: number,
	request: string
): void {
	requirePlanChange(subscription, plan, interval);
	refuseIf(subscription.status === 'paused', 'subscription_paused');
	beginAtNewPrice(world, subscription, interval);
	const parts = unusedParts(subscription, world.today);
	const beginsAnew = interval !== subscription.interval && parts.length > 0;
	refuseIf(beginsAnew && subscription.alignsTo !== null, 'subscription_change_waiting');
	const on = Math.max(world.today, subscription.startedOn);
	if (beginsAnew) {
		const nextOn = monthsOn(on, interval, dateOf(on));
		const isBilledFurther = invoicesFor(subscription).some(
			({ periodStart, isVoid }) => periodStart !== null && periodStart >= nextOn && !isVoid
		);
		refuseIf(isBilledFurther, 'period_already_billed');
		movePeriod(subscription, on);
		subscription.nextOn = nextOn;
	}
	Object.assign(subscription, { plan, interval, renewsAs: null });
	const cents = periodCents(subscription);
	const charged: ChargedPart[] = beginsAnew
		? [
				{
					...{ from: on, to: subscription.nextOn - 1, wholeDays: subscription.nextOn - on },
					...{ cents, stands: [], was: null }
				}
			]
		: parts.map((was) => ({
				...{ from: was.from, to: was.to, wholeDays: was.wholeDays },
				...{ cents: partOf(cents, was.days, was.wholeDays), stands: [], was }
			}));
	if (beginsAnew) useAdjustments(subscription);
	const invoice = settleNet(world, subscription, { parts, charged }, request);
	subscription.rebilled.push({ parts: charged, until: subscription.nextOn - 1, invoice });
}

/** What was used at the old price is billed at it; another length of period then begins at once, the same one goes on. */
function beginAtNewPrice(world: World, subscription: Subscription, interval: number): void {
	const on = unbilledUntil(world, subscription);
	if (on === null) return;
	const isSameLength = interval === (subscription.renewsAs?.interval ?? subscription.interval);
	// A short period that is over is billed, and the day that waited for it taken.
	const stillWaits = subscription.alignsTo !== null && subscription.nextEnds! >= on;
	refuseIf(!isSameLength && stillWaits, 'subscription_change_waiting');
	billUntilChange(world, subscription, on, isSameLength);
	if (isSameLength) return;
	movePeriod(subscription, on);
	Object.assign(subscription, { nextOn: on, nextEnds: null });
}

/** What was due on the first day of a period stays due on the first day. */
function movePeriod(subscription: Subscription, starts: Day): void {
	if (subscription.dueDay === subscription.periodDay) subscription.dueDay = dateOf(starts);
	subscription.periodDay = dateOf(starts);
}

/** due_only: due on it. align: periods begin on it too, after a short one up to the day before. */
export function changeBillingDay(
	subscription: Subscription,
	day: number,
	mode: 'due_only' | 'align'
): void {
	refuseIf(hasEnded(subscription), 'subscription_ended');
	if (mode === 'due_only') {
		refuseIf(day === subscription.dueDay, 'subscription_unchanged');
		subscription.dueDay = day;
		return;
	}
	refuseIf(subscription.cancelsOn !== null, 'subscription_is_ending');
	refuseIf(subscription.status === 'paused', 'subscription_paused');
	refuseIf(subscription.contract !== null, 'subscription_is_contract');
	refuseIf(day === subscription.dueDay && day === subscription.periodDay, 'subscription_unchanged');
	const begins = firstAgreed(subscription.nextOn, day);
	if (begins === subscription.nextOn) {
		Object.assign(subscription, { periodDay: day, dueDay: day, nextEnds: null, alignsTo: null });
		return;
	}
	const beforeAlign = { from: subscription.nextOn, ends: endWithoutAlign(subscription) };
	Object.assign(subscription, { nextEnds: begins - 1, alignsTo: day, beforeAlign });
}

/** Where the next period ends if the day that waits is not taken; its beginning may have moved since. */
function endWithoutAlign(subscription: Subscription): Day | null {
	if (subscription.alignsTo === null) return subscription.nextEnds;
	const { from, ends } = subscription.beforeAlign!;
	const { nextOn, periodDay } = subscription;
	if (from >= nextOn) return ends;
	const months = subscription.renewsAs?.interval ?? subscription.interval;
	let begins = ends === null ? monthsOn(from, months, periodDay) : ends + 1;
	while (begins < nextOn) begins = monthsOn(begins, months, periodDay);
	return begins > nextOn ? begins - 1 : null;
}

/** Takes back what waits. */
export function undo(
	subscription: Subscription,
	kind: 'plan_at_renewal' | 'billing_day' | 'cancel_at_end'
): void {
	const waits = {
		plan_at_renewal: subscription.renewsAs !== null,
		billing_day: subscription.alignsTo !== null,
		cancel_at_end: subscription.cancelsOn !== null && subscription.endedOn === null
	};
	refuseIf(!waits[kind], 'subscription_change_not_found');
	if (kind === 'plan_at_renewal') subscription.renewsAs = null;
	if (kind === 'billing_day')
		Object.assign(subscription, { nextEnds: endWithoutAlign(subscription), alignsTo: null });
	if (kind === 'cancel_at_end') subscription.cancelsOn = null;
}

export function pause(world: World, subscription: Subscription): void {
	refuseIf(hasEnded(subscription), 'subscription_ended');
	refuseIf(subscription.status === 'paused', 'subscription_paused');
	refuseIf(subscription.status !== 'active', 'subscription_not_active');
	refuseIf(subscription.alignsTo !== null, 'subscription_change_waiting');
	billUntilStop(world, subscription);
	Object.assign(subscription, { status: 'paused', pausedOn: world.today });
}

/** Goes on, and gives the paid days that the pause left unused. */
export function resume(world: World, subscription: Subscription): void {
	refuseIf(hasEnded(subscription), 'subscription_ended');
	refuseIf(subscription.status !== 'paused', 'subscription_not_paused');
	const on = world.today;
	const pausedOn = subscription.pausedOn!;
	const days = on - pausedOn;
	if (days > 0 && subscription.nextOn > pausedOn) {
		const parts = billedFrom(subscription, pausedOn).map((part) => ({
			...part,
			from: part.from + days,
			to: part.to + days
		}));
		movePeriod(subscription, subscription.nextOn + days);
		subscription.nextOn += days;
		subscription.rebilled.push({ parts, until: subscription.nextOn - 1, invoice: null });
		if (subscription.nextEnds !== null) subscription.nextEnds += days;
		if (subscription.cancelsOn !== null) subscription.cancelsOn += days;
	} else if (subscription.nextOn < on) {
		movePeriod(subscription, on);
		subscription.nextOn = on;
		subscription.nextEnds = null;
	}
	Object.assign(subscription, { status: 'active', pausedOn: null });
}

export function cancelAtEnd(world: World, subscription: Subscription): void {
	refuseIf(hasEnded(subscription), 'subscription_ended');
	refuseIf(subscription.cancelsOn !== null, 'subscription_is_ending');
	const isBlocked = subscription.status === 'suspended';
	const { billWhileSuspended } = world.settings;
	// What was used before the block is billed now, since nothing else will be; the rest follows if the end is undone.
	const blockedOn = isBlocked && !billWhileSuspended ? unbilledUntil(world, subscription) : null;
	if (blockedOn !== null) billUntilChange(world, subscription, blockedOn, true);
	Object.assign(subscription, {
		renewsAs: null,
		nextEnds: endWithoutAlign(subscription),
		alignsTo: null
	});
	const { nextOn, nextEnds, interval, periodDay, status } = subscription;
	let ends = nextOn;
	if ((status === 'active' || (isBlocked && billWhileSuspended)) && hasNext(subscription)) {
		// Of periods that are not billed yet the one that runs is the last.
		while (ends <= world.today)
			ends =
				ends === nextOn && nextEnds !== null ? nextEnds + 1 : monthsOn(ends, interval, periodDay);
	}
	subscription.cancelsOn = ends;
}

export function cancelNow(
	world: World,
	subscription: Subscription,
	wish: { creditsUnused: boolean; voidsOpen: boolean; request: string }
): void {
	refuseIf(hasEnded(subscription), 'subscription_ended');
	let { nextOn } = subscription;
	if (wish.voidsOpen) {
		// Canceled before that: a block that it lifts sets nothing going.
		if (subscription.status === 'suspended') liftByHand(world, subscription);
		subscription.status = 'canceled';
		for (const invoice of invoicesFor(subscription)) {
			if (isOpen(invoice)) voidInvoice(world, invoice);
		}
	} else {
		billUntilStop(world, subscription);
		({ nextOn } = subscription);
	}
	const parts = wish.creditsUnused
		? unusedParts(subscription, subscription.pausedOn ?? world.today)
		: [];
	if (subscription.status === 'suspended') liftByHand(world, subscription);
	Object.assign(subscription, {
		status: 'canceled',
		endedOn: world.today,
		nextOn,
		cancelsOn: null,
		pausedOn: null,
		renewsAs: null,
		nextEnds: null,
		alignsTo: null
	});
	settleNet(world, subscription, { parts, charged: [] }, wish.request);
	settle(world, subscription.client, world.today);
}
