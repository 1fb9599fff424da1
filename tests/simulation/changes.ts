import { atLeastZero, partOf, sum } from './amounts.ts';
import {
	book,
	type BilledPart,
	type Invoice,
	isOpen,
	type Line,
	type Plan,
	refuseIf,
	type Subscription,
	type World
} from './books.ts';
import { dateOf, type Day, firstAgreed, monthsOn } from './calendar.ts';
import { payableUntil, settle } from './dunning.ts';
import { creditPaysNew, payWithCredit, voidInvoice } from './payments.ts';
import { hasNext, invoicesFor, liftByHand, newInvoice, periodCents } from './periods.ts';
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

/** The days from `on` on that were billed; what was voided, or refunded, was not. */
function billedFrom(subscription: Subscription, on: Day): BilledPart[] {
	const stands = subscription.rebilled.findLast(({ paidBy }) =>
		paidBy.some((invoice) => !invoice.isVoid)
	);
	const since = subscription.billed
		.filter((part) => !part.invoice?.isVoid && (!stands || part.from > stands.until))
		.map((part) => ({
			...part,
			cents: atLeastZero(part.invoice!.total - part.invoice!.refunded)
		}));
	return [...(stands?.parts ?? []), ...since]
		.filter((part) => part.to >= on)
		.sort((one, other) => one.from - other.from);
}

interface Prorated {
	lines: (Line & { from: Day })[];
	parts: BilledPart[];
}

/** Credits billed days at what was really billed for them, by real days. */
function creditUnused(subscription: Subscription, on: Day): Prorated {
	const parts = billedFrom(subscription, on).map((part) => ({
		...part,
		first: Math.max(part.from, on)
	}));
	const lines = parts.map(({ first, from, to, cents }) => ({
		kind: 'proration_credit',
		quantity: 1,
		unit: -partOf(cents, to - first + 1, to - from + 1),
		from: first
	}));
	return { lines, parts: parts.map(({ first, ...part }) => ({ ...part, from: first })) };
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
	const { lines, parts } = creditUnused(subscription, world.today);
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
	const charged: BilledPart[] = beginsAnew
		? [
				{
					from: on,
					to: subscription.nextOn - 1,
					cents,
					wholeDays: subscription.nextOn - on,
					invoice: null
				}
			]
		: parts.map((part) => ({
				...part,
				cents: partOf(cents, part.to - part.from + 1, part.wholeDays),
				invoice: null
			}));
	const charges = charged.map(({ from, cents: unit }) => ({
		kind: 'proration_charge',
		quantity: 1,
		unit,
		from
	}));
	const all = [...lines, ...charges].sort(
		(one, other) => one.from - other.from || (one.kind < other.kind ? 1 : -1)
	);
	const before = invoicesFor(subscription);
	const invoice = settleNet(world, subscription, orderedByDay(all), request);
	subscription.rebilled.push({
		parts: charged,
		until: subscription.nextOn - 1,
		paidBy: invoice ? [invoice] : before
	});
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

/** Of one day the credit stands before the charge. */
function orderedByDay(lines: Prorated['lines']): Line[] {
	return [...lines]
		.sort(
			(one, other) =>
				one.from - other.from ||
				Number(one.kind === 'proration_charge') - Number(other.kind === 'proration_charge')
		)
		.filter((line) => line.unit !== 0n)
		.map(({ kind, quantity, unit }) => ({ kind, quantity, unit }));
}

function settleNet(
	world: World,
	subscription: Subscription,
	lines: Line[],
	request: string
): Invoice | null {
	const { client } = subscription;
	const on = world.today;
	const net = sum(lines.map((line) => line.unit));
	if (net > 0n) {
		const invoice = newInvoice(world, client, {
			key: request,
			kind: 'change',
			subscription,
			issuedOn: on,
			dueOn: on,
			periodStart: null,
			periodEnd: null,
			lines,
			method: subscription.method ?? (client.collection === 'informal' ? 'pix' : null)
		});
		creditPaysNew(world, [invoice], on);
		return invoice;
	}
	if (net < 0n) {
		client.credit -= net;
		book(client, 'revenue', 'credit', -net);
		putUnused(world, subscription, -net);
	}
	return null;
}

/**
 * The credit for unused days, and no other, goes to what is still to be paid: by the agency for this client, what is of the
 * same subscription first; by the client of the same subscription. Due first first.
 */
function putUnused(world: World, subscription: Subscription, cents: bigint): void {
	let left = cents;
	const isOther = (invoice: Invoice) => Number(invoice.subscription !== subscription);
	const waiting = subscription.client.invoices
		.filter((invoice) => isOpen(invoice) && (invoice.payer === 'agency' || !isOther(invoice)))
		.sort(
			(one, other) =>
				isOther(one) - isOther(other) || one.dueOn - other.dueOn || one.number - other.number
		);
	for (const invoice of waiting) {
		const put = payWithCredit(world, invoice, world.today, '', left);
		left -= put;
		invoice.unusedPut += put;
	}
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
		subscription.rebilled.push({
			parts,
			until: subscription.nextOn - 1,
			paidBy: invoicesFor(subscription)
		});
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
	// What was used before the block is billed now, since nothing else will be.
	const blockedOn = isBlocked && !billWhileSuspended ? unbilledUntil(world, subscription) : null;
	if (blockedOn !== null) billUntilChange(world, subscription, blockedOn);
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
	const unused = wish.creditsUnused
		? creditUnused(subscription, subscription.pausedOn ?? world.today).lines
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
	settleNet(world, subscription, orderedByDay(unused), wish.request);
	settle(world, subscription.client, world.today);
}
