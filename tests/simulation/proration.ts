import { atLeastZero, halfUp, least, partOf, sum } from './amounts.ts';
import {
	book,
	type BilledPart,
	type Invoice,
	isOpen,
	type Line,
	type Standing,
	standsOn,
	type Subscription,
	type World
} from './books.ts';
import { type Day } from './calendar.ts';
import { creditPaysNew, payWithCredit } from './payments.ts';
import { newInvoice } from './periods.ts';

// What unused days are worth, and where it goes. By the comments of chapter 0515.

/** The days from `on` on that were billed; what was voided was not, and what was refunded is not any more. */
export function billedFrom(subscription: Subscription, on: Day): BilledPart[] {
	const latest = subscription.rebilled.findLast(({ invoice }) => !invoice?.isVoid);
	const since = subscription.billed.filter((part) => !latest || part.from > latest.until);
	return [...(latest?.parts ?? []), ...since]
		.filter((part) => part.to >= on)
		.map((part) => ({ ...part, stands: part.stands.filter(isNotVoid).map(asOfNow) }))
		.filter((part) => part.stands.length > 0)
		.sort((one, other) => one.from - other.from);
}

const isNotVoid = ({ invoice }: Standing) => !invoice.isVoid;

/** A refund takes the same share of all the days that an invoice is for. */
function asOfNow({ invoice, cents, worth, refunded }: Standing): Standing {
	const left = atLeastZero(worth - atLeastZero(invoice.refunded - refunded));
	return {
		invoice,
		cents: worth === 0n ? 0n : halfUp(cents * left, worth),
		worth: left,
		refunded: invoice.refunded
	};
}

/** Money is the last to be given back: what was paid stands first, what is asked for last. */
const paidFirst = (one: Standing, other: Standing) =>
	Number(isOpen(one.invoice)) - Number(isOpen(other.invoice)) ||
	one.invoice.number - other.invoice.number;

const centsOf = (stands: Standing[]) => sum(stands.map(({ cents }) => cents));

interface UnusedPart extends BilledPart {
	days: number;
	ofDays: number;
}

/** The rest, from `on` on, of what was billed. The price of its days is rounded once, so each invoice bears what the sum of those before it leaves. */
export function unusedParts(subscription: Subscription, on: Day): UnusedPart[] {
	const parts = billedFrom(subscription, on).map(({ from, to, wholeDays, stands }) => {
		const first = Math.max(from, on);
		const [days, ofDays] = [to - first + 1, to - from + 1];
		const ordered = [...stands].sort(paidFirst);
		const upTo = (place: number) => partOf(centsOf(ordered.slice(0, place)), days, ofDays);
		const rest = ordered.map((stand, place) => ({
			...stand,
			cents: upTo(place + 1) - upTo(place)
		}));
		return { from: first, to, wholeDays, stands: rest, days, ofDays };
	});
	return parts.sort((one, other) => one.from - other.from || one.to - other.to);
}

/** Days at their new price, and where it stands. */
export interface ChargedPart extends BilledPart {
	cents: bigint;
	/** The same days until now; null: a period that begins anew. */
	was: UnusedPart | null;
}

interface Prorated {
	parts: UnusedPart[];
	charged: ChargedPart[];
}

export function settleNet(
	world: World,
	subscription: Subscription,
	prorated: Prorated,
	request: string
): Invoice | null {
	const { client } = subscription;
	const on = world.today;
	const lines = linesOf(prorated);
	const net = sum(lines.map((line) => line.unit));
	const unused = standAnew(prorated);
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
		for (const days of prorated.charged) {
			const cents = missing(days);
			if (cents > 0n) days.stands.push(standsOn(invoice, cents));
		}
		creditPaysNew(world, [invoice], on);
		return invoice;
	}
	if (net < 0n) {
		client.credit -= net;
		book(client, 'revenue', 'credit', -net);
		putUnused(world, subscription, unused);
	}
	return null;
}

/** Credits billed days at what was really billed for them and charges them anew, by real days; of one day the credit stands first. */
function linesOf({ parts, charged }: Prorated): Line[] {
	const credits = parts.map(({ from, stands }) => ({
		...{ kind: 'proration_credit', quantity: 1, unit: -centsOf(stands), from }
	}));
	const charges = charged.map(({ from, cents: unit }) => ({
		...{ kind: 'proration_charge', quantity: 1, unit, from }
	}));
	return [...credits, ...charges]
		.sort((one, other) => one.from - other.from)
		.filter((line) => line.unit !== 0n)
		.map(({ kind, quantity, unit }) => ({ kind, quantity, unit }));
}

/**
 * Where the price of days stands after a change: where it stood, as far as that goes; then where other days need less; what
 * is missing then the change's own invoice bears.
 * @returns what no days need any more: the client's credit
 */
function standAnew({ parts, charged }: Prorated): Standing[] {
	const free: Standing[] = [];
	for (const part of parts) {
		const days = charged.find(({ was }) => was === part);
		for (const stand of part.stands) {
			const kept = days ? least(stand.cents, missing(days)) : 0n;
			days?.stands.push({ ...stand, cents: kept });
			free.push({ ...stand, cents: stand.cents - kept });
		}
	}
	free.sort(paidFirst);
	for (const days of charged) {
		for (const stand of free) {
			const cents = least(stand.cents, missing(days));
			stand.cents -= cents;
			const there = days.stands.find(({ invoice }) => invoice === stand.invoice);
			if (there) there.cents += cents;
			else if (cents > 0n || !days.was) days.stands.push({ ...stand, cents });
		}
	}
	for (const stand of charged.flatMap(({ stands }) => stands))
		stand.worth -= centsOf(free.filter(({ invoice }) => invoice === stand.invoice));
	return free;
}

const missing = ({ cents, stands }: ChargedPart) => cents - centsOf(stands);

/**
 * The credit for unused days, and no other, lessens what is open: first each invoice by its own days. The rest goes to what
 * the agency pays for this client, what is of the same subscription first; or to what the client pays of the same
 * subscription. Due first first.
 */
function putUnused(world: World, subscription: Subscription, unused: Standing[]): void {
	let left = centsOf(unused);
	const put = (invoice: Invoice, atMost: bigint, isOwnDays: boolean) => {
		left -= payWithCredit(world, invoice, world.today, '', least(atMost, left), isOwnDays);
	};
	const isOther = (invoice: Invoice) => Number(invoice.subscription !== subscription);
	const waiting = subscription.client.invoices
		.filter((invoice) => isOpen(invoice) && (invoice.payer === 'agency' || !isOther(invoice)))
		.sort(
			(one, other) =>
				isOther(one) - isOther(other) || one.dueOn - other.dueOn || one.number - other.number
		);
	for (const invoice of waiting)
		put(invoice, centsOf(unused.filter((stand) => stand.invoice === invoice)), true);
	for (const invoice of waiting) put(invoice, left, false);
}
