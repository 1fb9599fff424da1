import { instalmentOf, least, partOf, percentOf, sum } from './amounts.ts';
import {
	book,
	type BilledClient,
	type Invoice,
	isOpen,
	type Line,
	type Plan,
	refuseIf,
	type Run,
	standsOn,
	steps,
	type Subscription,
	subscriptionsOf,
	useAdjustments,
	type World
} from './books.ts';
import { dateOf, type Day, firstAgreed, monthsOn } from './calendar.ts';
import { blockLate, endReleases, notify, payableUntil, remind } from './dunning.ts';
import { creditPaysNew, isPaidToBegin } from './payments.ts';

// Periods and what they cost; the nightly run. By the comments of chapters 0500, 0503, 0505, 0515, 0535 and 0600.

interface Terms {
	key: string;
	interval: number;
	activatesOnPayment: boolean;
	startsOn: Day;
	firstDueOn: Day | null;
	dueDay: number | null;
	trialDays: number | null;
	cyclesLimit: number | null;
	contract: Subscription['contract'];
}

export function subscribe(
	world: World,
	client: BilledClient,
	plan: Plan,
	terms: Terms
): Subscription {
	const { today } = world;
	refuseIf(terms.startsOn < today, 'starts_in_past');
	refuseIf(terms.firstDueOn !== null && terms.firstDueOn < today, 'first_due_in_past');
	const trialDays = terms.trialDays ?? plan.trialDays;
	const billedFrom = terms.startsOn + trialDays;
	const subscription: Subscription = {
		key: terms.key,
		id: '',
		client,
		plan,
		status: 'active',
		activatesOnPayment: terms.activatesOnPayment,
		interval: terms.interval,
		dueDay: terms.dueDay ?? client.dueDay ?? dateOf(terms.firstDueOn ?? billedFrom),
		periodDay: dateOf(billedFrom),
		method: null,
		startedOn: terms.startsOn,
		nextOn: billedFrom,
		nextEnds: null,
		trialEnds: trialDays > 0 ? billedFrom - 1 : null,
		cyclesLimit: terms.cyclesLimit ?? terms.contract?.instalments ?? plan.cyclesLimit,
		cyclesBilled: 0,
		contract: terms.contract,
		adjustments: [],
		renewsAs: null,
		alignsTo: null,
		beforeAlign: null,
		cancelsOn: null,
		endedOn: null,
		pausedOn: null,
		billed: [],
		rebilled: [],
		holds: {}
	};
	if (terms.startsOn > today) subscription.status = 'scheduled';
	else if (trialDays > 0) subscription.status = 'trialing';
	else if (terms.activatesOnPayment) subscription.status = 'pending';
	client.subscriptions.push(subscription);
	if (terms.startsOn === today && trialDays === 0) {
		issue(world, [subscription], today, terms.firstDueOn ?? today);
		if (subscription.status === 'pending' && isSettled(subscription))
			subscription.status = 'active';
	}
	return subscription;
}

export const invoicesFor = (subscription: Subscription): Invoice[] =>
	subscription.client.invoices.filter((invoice) => invoice.subscription === subscription);

const isSettled = (subscription: Subscription) => !invoicesFor(subscription).some(isOpen);

/** What the next period of it is made of, its last day, and its whole length in days. */
export function nextPeriod(subscription: Subscription) {
	const { plan, interval } = subscription.renewsAs ?? subscription;
	const whole = monthsOn(subscription.nextOn, interval, subscription.periodDay);
	const end = subscription.nextEnds ?? whole - 1;
	const isShort = subscription.nextEnds !== null;
	const days = isShort ? end - subscription.nextOn + 1 : 1;
	const ofDays = isShort
		? wholeLength(subscription.nextOn, end, interval, subscription.periodDay)
		: 1;
	const lines = linesOf(subscription, plan, interval, days, ofDays, isShort);
	return { plan, interval, end, wholeDays: isShort ? ofDays : whole - subscription.nextOn, lines };
}

/** A short period is a part of a whole one: of that which begins where it does, or of that which ends where it does. */
function wholeLength(from: Day, to: Day, months: number, agreed: number): number {
	const next = to + 1;
	if (monthsOn(from, 0, agreed) === from) return monthsOn(from, months, agreed) - from;
	const day = monthsOn(next, 0, agreed) === next ? agreed : dateOf(next);
	return next - monthsOn(next, -months, day);
}

function linesOf(
	subscription: Subscription,
	plan: Plan,
	interval: number,
	days: number,
	ofDays: number,
	isShort: boolean
): Line[] {
	const { client, contract } = subscription;
	const months = BigInt(interval);
	const inPart = (cents: bigint) => partOf(cents, days, ofDays);
	const price = contract
		? instalmentOf(
				contract.total,
				contract.instalments,
				Math.min(subscription.cyclesBilled + 1, contract.instalments)
			)
		: inPart(plan.intervalPrices[interval] ?? plan.monthly * months);
	// A contract's total is all there is: the client's own terms went into it.
	const passThrough = contract ? 0n : inPart(plan.passThrough * months);
	const surcharge = contract ? 0n : inPart(client.surcharge * months);
	const added = adjustmentsOf(subscription, 'surcharge', price + passThrough, inPart);
	let left = price + passThrough + surcharge + sum(added);
	const take = (cents: bigint) => {
		const taken = least(cents, left);
		left -= taken;
		return -taken;
	};
	const discount = take(contract ? 0n : inPart(client.discount * months));
	const taken = adjustmentsOf(subscription, 'discount', price + passThrough, inPart).map(take);
	const perMonth = (kind: string, cents: bigint): Line =>
		!isShort && !contract && cents % months === 0n
			? { kind, quantity: interval, unit: cents / months }
			: { kind, quantity: 1, unit: cents };
	return [
		perMonth(contract ? 'instalment' : 'plan', price),
		...[
			perMonth('pass_through', passThrough),
			perMonth('surcharge', surcharge),
			...added.map((unit) => ({ kind: 'surcharge', quantity: 1, unit })),
			perMonth('discount', discount),
			...taken.map((unit) => ({ kind: 'discount', quantity: 1, unit }))
		].filter((line) => line.unit !== 0n)
	];
}

function adjustmentsOf(
	subscription: Subscription,
	kind: string,
	base: bigint,
	inPart: (cents: bigint) => bigint
): bigint[] {
	return subscription.adjustments
		.filter((adjustment) => adjustment.kind === kind && adjustment.cyclesLeft !== 0)
		.map(({ amount, percentBps }) =>
			amount === null ? percentOf(base, percentBps!) : inPart(amount)
		);
}

export const totalOf = (lines: Line[]): bigint =>
	sum(lines.map((line) => line.unit * BigInt(line.quantity)));

/** What a whole period costs on the terms of now. */
export function periodCents(subscription: Subscription): bigint {
	const { plan, interval } = subscription;
	return totalOf(linesOf(subscription, plan, interval, 1, 1, false));
}

export function issue(
	world: World,
	subscriptions: Subscription[],
	on: Day,
	firstDueOn: Day | null = null
): Invoice[] {
	const issued = subscriptions.map((subscription) => {
		const { plan, interval, end, wholeDays, lines } = nextPeriod(subscription);
		const { client, nextOn } = subscription;
		// Nobody is late for what could not be known.
		const dueOn = firstDueOn ?? Math.max(firstAgreed(nextOn, subscription.dueDay), on);
		const invoice = newInvoice(world, client, {
			key: `${subscription.key}@${nextOn}`,
			kind: 'recurring',
			subscription,
			issuedOn: on,
			dueOn,
			periodStart: nextOn,
			periodEnd: end,
			lines,
			method: subscription.method ?? (client.collection === 'informal' ? 'pix' : null)
		});
		const stands = [standsOn(invoice)];
		subscription.billed.push({ from: nextOn, to: end, wholeDays, stands });
		const wasShort = subscription.nextEnds !== null;
		Object.assign(subscription, {
			plan,
			interval,
			renewsAs: null,
			nextOn: end + 1,
			nextEnds: null
		});
		subscription.cyclesBilled++;
		useAdjustments(subscription);
		if (wasShort && subscription.alignsTo !== null) {
			Object.assign(subscription, {
				periodDay: subscription.alignsTo,
				dueDay: subscription.alignsTo,
				alignsTo: null
			});
		}
		return invoice;
	});
	creditPaysNew(world, issued, on);
	return issued;
}

type NewInvoice = Pick<
	Invoice,
	| 'key'
	| 'kind'
	| 'subscription'
	| 'issuedOn'
	| 'dueOn'
	| 'periodStart'
	| 'periodEnd'
	| 'lines'
	| 'method'
>;

export function newInvoice(world: World, client: BilledClient, given: NewInvoice): Invoice {
	const total = totalOf(given.lines);
	const invoice: Invoice = {
		...given,
		client,
		number: ++world.lastNumber,
		payer: client.payer,
		payableUntil: payableUntil(world, given.dueOn),
		total,
		rates: client.payer === 'client' ? world.rates : null,
		frozenUntil: null,
		fine: 0n,
		interest: 0n,
		paid: 0n,
		chargesPaid: 0n,
		refunded: 0n,
		isVoid: false,
		payment: total === 0n ? 'paid' : 'unpaid',
		notifiedOn: null,
		payments: [],
		reminders: [],
		releases: []
	};
	client.invoices.push(invoice);
	book(client, 'receivable', 'revenue', total);
	return invoice;
}

/** What is billed outside any subscription. */
export function billByHand(
	world: World,
	client: BilledClient,
	{ request, dueOn, lines }: { request: string; dueOn: Day; lines: Line[] }
): void {
	const invoice = newInvoice(world, client, {
		key: request,
		kind: 'one_off',
		subscription: null,
		issuedOn: world.today,
		dueOn,
		periodStart: null,
		periodEnd: null,
		lines,
		method: client.collection === 'informal' ? 'pix' : null
	});
	creditPaysNew(world, [invoice], world.today);
}

// The run ------------------------------------------------------------------------------------------------

/** The next chunk of what is left; the step at which the run stands afterwards. */
export function advance(world: World, run: Run, howMany: number): void {
	for (;;) {
		if (doStep(world, run, howMany) > 0) return;
		run.step = steps[steps.indexOf(run.step) + 1]!;
		if (run.step === 'done') return;
	}
}

function doStep(world: World, { step, on }: Run, howMany: number): number {
	switch (step) {
		case 'changes':
			return letDatesDecide(world, on);
		case 'issue':
			return issueDue(world, on, howMany);
		case 'remind':
			return remind(world, on);
		case 'release_end':
			return endReleases(world, on);
		case 'notify':
			return notify(world, on);
		case 'block':
			return blockLate(world, on);
		case 'done':
			return 0;
	}
}

/** Whether the next chunk is one of invoices. */
export function issuesNext(world: World, { step, on }: Run): boolean {
	if (step === 'changes' && subscriptionsOf(world).some((one) => statusOn(one, on) !== one.status))
		return false;
	return (step === 'changes' || step === 'issue') && dueOn(world, on).length > 0;
}

function issueDue(world: World, on: Day, howMany: number): number {
	const due = dueOn(world, on).slice(0, howMany);
	issue(world, due, on);
	return due.length;
}

function dueOn(world: World, on: Day): Subscription[] {
	const lastDueOn = on + world.settings.issueDaysBefore;
	return subscriptionsOf(world)
		.filter((subscription) => isIssuable(world, subscription))
		.filter(({ nextOn, dueDay }) => firstAgreed(nextOn, dueDay) <= lastDueOn)
		.filter(({ holds }) => (holds.issue ?? on) <= on)
		.sort((one, other) => one.nextOn - other.nextOn || (one.id < other.id ? -1 : 1));
}

function isIssuable(world: World, subscription: Subscription): boolean {
	const { status } = subscription;
	if (status === 'suspended' && !world.settings.billWhileSuspended) return false;
	return ['scheduled', 'trialing', 'active', 'suspended'].includes(status) && hasNext(subscription);
}

/** Whether there is another period to bill, whenever that is due. */
export function hasNext({ cancelsOn, nextOn, cyclesLimit, cyclesBilled }: Subscription): boolean {
	return (
		(cancelsOn === null || cancelsOn > nextOn) &&
		(cyclesLimit === null || cyclesBilled < cyclesLimit)
	);
}

function letDatesDecide(world: World, on: Day): number {
	let changed = 0;
	for (const subscription of subscriptionsOf(world)) {
		const becomes = statusOn(subscription, on);
		if (becomes === subscription.status) continue;
		changed++;
		if (becomes === 'canceled' || becomes === 'expired') {
			if (subscription.status === 'suspended') liftByHand(world, subscription);
			Object.assign(subscription, {
				endedOn: becomes === 'canceled' ? subscription.cancelsOn : subscription.nextOn,
				pausedOn: null,
				renewsAs: null,
				nextEnds: null,
				alignsTo: null
			});
		}
		subscription.status = becomes;
	}
	return changed;
}

/** What somebody ends is no longer blocked. */
export function liftByHand(world: World, subscription: Subscription): void {
	for (const block of subscription.client.blocks) {
		if (block.subscription !== subscription || block.liftedOn !== null) continue;
		block.liftedOn = Math.max(world.today, block.blockedOn);
		block.reason = 'manual';
	}
}

export function statusOn(subscription: Subscription, on: Day): Subscription['status'] {
	const { status, cancelsOn, endedOn, cyclesLimit, cyclesBilled, nextOn } = subscription;
	if (endedOn === null && cancelsOn !== null && cancelsOn <= on) return 'canceled';
	const isRunning = status === 'active' || status === 'suspended';
	if (isRunning && cyclesLimit !== null && cyclesBilled >= cyclesLimit && nextOn <= on)
		return 'expired';
	if (status !== 'scheduled' && status !== 'trialing') return status;
	if (subscription.startedOn > on) return status;
	if (subscription.trialEnds !== null && subscription.trialEnds >= on) return 'trialing';
	if (!subscription.activatesOnPayment) return 'active';
	if (cyclesBilled === 0) return status;
	return isPaidToBegin(subscription) ? 'active' : 'pending';
}
