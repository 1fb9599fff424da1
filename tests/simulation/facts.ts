import { partOf } from './amounts.ts';
import {
	type BilledClient,
	type Invoice,
	invoicesOf,
	type Subscription,
	subscriptionsOf,
	type World
} from './books.ts';
import { type Day, textOf } from './calendar.ts';
import { asksFor } from './payments.ts';
import { periodCents } from './periods.ts';

/** What both sides say about the same thing, by its name: one line each. */
export type Facts = Map<string, string>;

const day = (value: Day | null) => (value === null ? '-' : textOf(value));
const days = (values: (Day | null)[]) => values.map(day).join(' ');
const sorted = (texts: string[]) => texts.sort().join(',');

/** What the model says of the whole reseller. */
export function factsOf(world: World): Facts {
	const facts: Facts = new Map();
	if (world.lastNumber > 0) facts.set('last number', String(world.lastNumber));
	for (const client of world.clients) facts.set(`client ${client.id}`, ofClient(client));
	for (const one of subscriptionsOf(world))
		facts.set(`subscription ${one.key}`, ofSubscription(one));
	for (const invoice of invoicesOf(world))
		facts.set(`invoice ${invoice.key} ${invoice.number}`, ofInvoice(invoice, world.today));
	return facts;
}

function ofClient({ credit, accounts, blocks }: BilledClient): string {
	const balances = Object.entries(accounts).filter(([, cents]) => cents !== 0n);
	const told = blocks.map((block) =>
		[
			...[block.subscription.key, block.invoice.key, day(block.dueOn), block.blockDays],
			...[days([block.notifiedOn, block.blockedOn, block.suspendedOn, block.liftedOn])],
			block.reason ?? '-'
		].join(' ')
	);
	return `${credit} | accounts ${sorted(balances.map(([name, cents]) => `${name} ${cents}`)) || '-'} | blocks ${sorted(told) || '-'}`;
}

function ofSubscription(one: Subscription): string {
	return [
		`${one.status} ${one.interval} plan ${one.plan.key}`,
		`days ${one.dueDay} ${one.periodDay}`,
		`next ${days([one.nextOn, one.nextEnds])}`,
		`ends ${days([one.cancelsOn, one.endedOn, one.pausedOn])}`,
		`cycles ${one.cyclesBilled}`,
		`monthly ${partOf(periodCents(one), 1, one.interval)}`,
		`left ${one.adjustments.map(({ cyclesLeft }) => cyclesLeft ?? '-').join(',')}`
	].join(' | ');
}

function ofInvoice(invoice: Invoice, today: Day): string {
	const { payments, reminders, releases, kind, client, payer, method } = invoice;
	const state = invoice.isVoid ? 'void' : 'open';
	return [
		`${invoice.number} ${kind} of ${client.id} ${payer} ${method ?? '-'}`,
		`dates ${days([invoice.issuedOn, invoice.dueOn, invoice.payableUntil])}`,
		`period ${days([invoice.periodStart, invoice.periodEnd])}`,
		`lines ${invoice.lines.map((line) => `${line.kind} ${line.quantity}x${line.unit}`).join(',')}`,
		`total ${invoice.total}`,
		`frozen ${invoice.fine} ${invoice.interest} ${day(invoice.frozenUntil)}`,
		`paid ${invoice.paid} ${invoice.chargesPaid} refunded ${invoice.refunded}`,
		`${state} ${invoice.payment} asks for ${asksFor(invoice, today)}`,
		`notified ${day(invoice.notifiedOn)}`,
		`payments ${sorted(
			payments.map((payment) =>
				[
					...[payment.isCredit ? 'credit' : 'money', payment.principal, payment.charges],
					...[payment.excess, payment.refunded, payment.isReversed ? 'reversed' : 'succeeded'],
					day(payment.paidOn)
				].join(' ')
			)
		)}`,
		`reminders ${sorted(
			reminders.map(
				(told) => `${day(told.dueOn)} ${told.days} ${told.template} ${day(told.sentOn)}`
			)
		)}`,
		`releases ${sorted(
			releases.map(
				(given) => `${days([given.until, given.grantedOn])} ${given.state} ${day(given.endedOn)}`
			)
		)}`
	].join(' | ');
}

/** Where the two differ, as lines to read. */
export function differences(expected: Facts, actual: Facts): string[] {
	const found: string[] = [];
	for (const name of new Set([...expected.keys(), ...actual.keys()])) {
		const [wanted, is] = [expected.get(name), actual.get(name)];
		if (wanted !== is) found.push(`${name}\n    model    ${wanted}\n    database ${is}`);
	}
	return found;
}
