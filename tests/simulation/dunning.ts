import {
	type BilledClient,
	type Block,
	type Invoice,
	invoicesOf,
	isOpen,
	refuseIf,
	type Subscription,
	subscriptionsOf,
	type World
} from './books.ts';
import { type Day, isNationalHoliday, isWeekend } from './calendar.ts';
import { restore } from './restoring.ts';

// Whoever is late: reminded, told, blocked, trusted, restored. By the comments of chapters 0500, 0532 and 0533.

/** The due date, or the business day after it (Código Civil, art. 132 §1). */
export function payableUntil(world: World, dueOn: Day): Day {
	if (!world.settings.countsBusinessDays) return dueOn;
	let day = dueOn;
	while (day < dueOn + 30 && !isBusinessDay(world, day)) day++;
	return day;
}

function isBusinessDay(world: World, day: Day): boolean {
	if (isWeekend(day)) return false;
	return world.localDays.get(day) ?? !isNationalHoliday(day);
}

const isLate = (invoice: Invoice, on: Day) => isOpen(invoice) && invoice.payableUntil < on;
const isDunned = (invoice: Invoice) => isOpen(invoice) && invoice.payer === 'client';
/** The first day on which it may be told: late for long enough, and nothing holds it back any more. */
function noticeOn(world: World, { payableUntil: until, client, subscription }: Invoice): Day {
	const late = until + Math.max(client.pendingDays ?? world.settings.pendingDays, 1);
	return Math.max(late, subscription?.holds.notify ?? late);
}

export function remind(world: World, on: Day): number {
	let sent = 0;
	for (const invoice of invoicesOf(world)) {
		if (!isDunned(invoice) || !invoice.client.hasEmail) continue;
		if ((invoice.subscription?.holds.remind ?? on) > on) continue;
		const come = world.settings.reminderDays.filter((days) => invoice.payableUntil + days <= on);
		if (come.length === 0) continue;
		const days = Math.max(...come);
		const wasDue = invoice.payableUntil + days;
		// Not made up for after a week; not on the heels of the invoice itself, nor in place of the notice.
		if (on - wasDue > 7 || invoice.issuedOn >= wasDue) continue;
		if (invoice.notifiedOn === null ? noticeOn(world, invoice) <= on : invoice.notifiedOn >= wasDue)
			continue;
		const dueOn = invoice.payableUntil;
		if (invoice.reminders.some((told) => told.dueOn === dueOn && told.sentOn >= wasDue)) continue;
		const template = days > 0 ? 'overdue' : 'reminder';
		invoice.reminders.push({ dueOn, days, template, sentOn: on });
		sent++;
	}
	return sent;
}

export function notify(world: World, on: Day): number {
	const due = invoicesOf(world).filter(
		(invoice) =>
			isDunned(invoice) &&
			isLate(invoice, on) &&
			invoice.notifiedOn === null &&
			noticeOn(world, invoice) <= on
	);
	for (const invoice of due) invoice.notifiedOn = on;
	return due.length;
}

const isReleased = (invoice: Invoice, on: Day) =>
	invoice.releases.some((release) => release.state === 'open' && release.until >= on);

/** The invoice that blocks a subscription on that day, of several the oldest. */
function blockerOf(world: World, subscription: Subscription, on: Day): Invoice | undefined {
	if ((subscription.holds.block ?? on) > on) return undefined;
	return subscription.client.invoices
		.filter((invoice) => isDunned(invoice) && isLate(invoice, on) && invoice.notifiedOn !== null)
		.filter((invoice) =>
			invoice.subscription ? invoice.subscription === subscription : world.settings.oneOffBlocks
		)
		.filter((invoice) => !isReleased(invoice, on))
		.filter((invoice) => {
			const after = Math.max(blockDays(world, subscription), 1);
			const noticed = invoice.notifiedOn! + world.settings.minNoticeDays;
			return Math.max(invoice.payableUntil + after, noticed) <= on;
		})
		.sort((one, other) => one.payableUntil - other.payableUntil || one.number - other.number)[0];
}

const blockDays = (world: World, subscription: Subscription) =>
	(subscription.client.blockDays ?? world.settings.blockDays) + subscription.plan.graceDays;

export function blockLate(world: World, on: Day): number {
	let blocked = 0;
	for (const subscription of subscriptionsOf(world)) {
		if (subscription.status !== 'active' && subscription.status !== 'trialing') continue;
		const invoice = blockerOf(world, subscription, on);
		if (!invoice) continue;
		begin(world, subscription, invoice, on, on);
		subscription.status = 'suspended';
		blocked++;
	}
	return blocked;
}

function begin(
	world: World,
	subscription: Subscription,
	invoice: Invoice,
	on: Day,
	suspendedOn: Day
): void {
	subscription.client.blocks.push({
		subscription,
		invoice,
		dueOn: invoice.payableUntil,
		blockDays: blockDays(world, subscription),
		notifiedOn: invoice.notifiedOn!,
		blockedOn: on,
		suspendedOn,
		liftedOn: null,
		reason: null
	});
}

export function endReleases(world: World, on: Day): number {
	const ended = invoicesOf(world)
		.flatMap((invoice) => invoice.releases)
		.filter((release) => release.state === 'open' && release.until < on);
	for (const release of ended) Object.assign(release, { state: 'broken', endedOn: on });
	return ended.length;
}

/** Staff trust a client to pay by that day. */
export function release(world: World, invoice: Invoice, until: Day): void {
	const { client } = invoice;
	const on = world.today;
	refuseIf(invoice.isVoid, 'invoice_not_open');
	refuseIf(!isOpen(invoice), 'invoice_already_paid');
	refuseIf(invoice.payer !== 'client', 'release_agency_pays');
	refuseIf(!isLate(invoice, on), 'release_not_late');
	const isOtherLate = client.invoices.some(
		(other) => other !== invoice && other.payer === 'client' && isLate(other, on)
	);
	refuseIf(isOtherLate, 'release_other_late');
	refuseIf(until < on || until > on + 30, 'release_until_invalid');
	for (const past of invoice.releases) {
		if (past.state === 'open' && past.until < on)
			Object.assign(past, { state: 'broken', endedOn: on });
	}
	const open = invoice.releases.find((given) => given.state === 'open');
	if (open) Object.assign(open, { until, grantedOn: on });
	else invoice.releases.push({ until, grantedOn: on, state: 'open', endedOn: null });
	const lifted = client.blocks.filter(
		(block) => block.invoice === invoice && block.liftedOn === null
	);
	for (const block of lifted) lift(block, on, 'released');
	restore(world, lifted, on);
}

function lift(block: Block, on: Day, reason: string): void {
	block.liftedOn = Math.max(on, block.blockedOn);
	block.reason = reason;
}

/** After something happened to a client's invoices. */
export function settle(world: World, client: BilledClient, on: Day): void {
	for (const invoice of client.invoices) {
		for (const given of invoice.releases) settleRelease(given, invoice, on);
	}
	const lifted = client.blocks.filter(
		(block) => block.liftedOn === null && !isLate(block.invoice, on)
	);
	for (const block of lifted) lift(block, on, reasonOf(block.invoice));
	const takenOver = new Set<Subscription>();
	for (const { subscription, suspendedOn } of lifted) {
		const next = subscription.status === 'suspended' && blockerOf(world, subscription, on);
		if (!next) continue;
		begin(world, subscription, next, on, Math.min(suspendedOn, on));
		takenOver.add(subscription);
	}
	restore(
		world,
		lifted.filter((block) => !takenOver.has(block.subscription)),
		on
	);
}

function settleRelease(given: Invoice['releases'][number], invoice: Invoice, on: Day): void {
	const late = isLate(invoice, on);
	if (given.state === 'open' && !late)
		Object.assign(given, { state: 'kept', endedOn: Math.max(on, given.grantedOn) });
	// The payment that kept it was taken back, of the same debt.
	else if (given.state === 'kept' && late && invoice.payableUntil < given.grantedOn) {
		const still = given.until >= on;
		Object.assign(given, {
			state: still ? 'open' : 'broken',
			endedOn: still ? null : Math.max(on, given.grantedOn)
		});
	}
}

function reasonOf(invoice: Invoice): string {
	if (invoice.isVoid) return 'canceled_invoice';
	return isOpen(invoice) ? 'due_changed' : 'paid';
}
