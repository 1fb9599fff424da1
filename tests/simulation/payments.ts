import { atLeastZero, lateness, least, sum } from './amounts.ts';
import {
	book,
	type BilledClient,
	type Invoice,
	isOpen,
	type Payment,
	refuseIf,
	type Subscription,
	type World
} from './books.ts';
import { type Day } from './calendar.ts';
import { settle } from './dunning.ts';
import { invoicesFor, statusOn } from './periods.ts';

// Money and credit, to and fro. By the comments of chapter 0510, market.md §3.4 and Código Civil, art. 354.

/** What has come up since the last payment froze the charges. */
export function newCharges(invoice: Invoice, on: Day): { fine: bigint; interest: bigint } {
	const isLate = isOpen(invoice) && on > invoice.payableUntil;
	if (!isLate || !invoice.rates) return { fine: 0n, interest: 0n };
	// Of a new due date nothing before it is late.
	const from = Math.max(invoice.frozenUntil ?? invoice.payableUntil, invoice.payableUntil);
	return lateness(principalLeft(invoice), invoice.rates, on - from, invoice.frozenUntil !== null);
}

export const principalLeft = (invoice: Invoice): bigint =>
	invoice.total - (invoice.paid - invoice.chargesPaid);

/** What is asked for on that day. */
export function asksFor(invoice: Invoice, on: Day): bigint {
	if (!isOpen(invoice)) return 0n;
	const { fine, interest } = newCharges(invoice, on);
	return invoice.total + invoice.fine + invoice.interest + fine + interest - invoice.paid;
}

interface Money {
	request: string;
	amount: bigint;
	paidOn: Day;
	isCredit?: boolean;
	isOwnDays?: boolean;
	waivesCharges?: boolean;
}

/** The one way to an invoice. */
export function pay(world: World, invoice: Invoice, money: Money): Payment {
	const { client } = invoice;
	const wasOpen = isOpen(invoice);
	const fresh = money.waivesCharges
		? { fine: 0n, interest: 0n }
		: newCharges(invoice, money.paidOn);
	const chargesLeft = wasOpen
		? invoice.fine + invoice.interest + fresh.fine + fresh.interest - invoice.chargesPaid
		: 0n;
	const charges = least(money.amount, chargesLeft);
	const principal = wasOpen ? least(money.amount - charges, principalLeft(invoice)) : 0n;
	const { fine, interest, paid, chargesPaid, frozenUntil } = invoice;
	const payment: Payment = {
		request: money.request,
		invoice,
		isCredit: money.isCredit ?? false,
		isOwnDays: money.isOwnDays ?? false,
		amount: money.amount,
		principal,
		charges,
		excess: money.amount - charges - principal,
		refunded: 0n,
		isReversed: false,
		paidOn: money.paidOn,
		waivesCharges: money.waivesCharges ?? false,
		before: { fine, interest, paid, chargesPaid, frozenUntil }
	};
	invoice.payments.push(payment);
	if (fresh.fine + fresh.interest > 0n) invoice.frozenUntil = money.paidOn;
	invoice.fine += fresh.fine;
	invoice.interest += fresh.interest;
	invoice.paid += charges + principal;
	invoice.chargesPaid += charges;
	book(client, 'receivable', 'charges', fresh.fine + fresh.interest);
	book(client, payment.isCredit ? 'credit' : 'cash', 'receivable', charges + principal);
	book(client, 'cash', 'credit', payment.excess);
	client.credit += payment.excess;
	if (!wasOpen) return payment;
	invoice.payment = paymentState(invoice);
	if (invoice.payment === 'paid') afterPaid(world, invoice);
	return payment;
}

function paymentState(invoice: Invoice): Invoice['payment'] {
	if (invoice.paid === invoice.total + invoice.fine + invoice.interest) return 'paid';
	return invoice.paid > 0n ? 'partial' : 'unpaid';
}

function afterPaid(world: World, invoice: Invoice): void {
	const { subscription } = invoice;
	if (subscription?.status === 'pending' && isPaidToBegin(subscription))
		subscription.status = 'active';
	// Its day has come before the night that would let it begin.
	if (subscription?.status === 'scheduled') {
		const becomes = statusOn(subscription, world.today);
		if (becomes === 'active' || becomes === 'trialing') subscription.status = becomes;
	}
	settle(world, invoice.client, world.today);
}

/** The periods since it started: one of them at least is billed, and all that are are paid. What a change cost is no part of it. */
export function isPaidToBegin(subscription: Subscription): boolean {
	const periods = invoicesFor(subscription).filter(
		({ kind, periodStart, isVoid }) =>
			kind === 'recurring' && periodStart! >= subscription.startedOn && !isVoid
	);
	return periods.length > 0 && !periods.some(isOpen);
}

/** Credit pays as far as either goes. @returns how much of it */
export function payWithCredit(
	world: World,
	invoice: Invoice,
	on: Day,
	request = '',
	atMost = invoice.client.credit,
	isOwnDays = false
): bigint {
	const amount = least(invoice.client.credit, atMost, asksFor(invoice, on));
	if (amount <= 0n) return 0n;
	invoice.client.credit -= amount;
	pay(world, invoice, { request, amount, paidOn: on, isCredit: true, isOwnDays });
	return amount;
}

/** New invoices take what credit there is, those due first first. */
export function creditPaysNew(world: World, invoices: Invoice[], on: Day): void {
	if (!world.settings.creditAuto) return;
	const waiting = invoices
		.filter(
			(invoice) => isOpen(invoice) && invoice.payment === 'unpaid' && invoice.payer === 'client'
		)
		.sort((one, other) => one.dueOn - other.dueOn || one.number - other.number);
	for (const invoice of waiting) payWithCredit(world, invoice, on);
}

/** "As if it had never been": the payments after it are divided as they would have been without it. */
export function reverse(world: World, payment: Payment): void {
	const putBack = remember(payment.invoice);
	try {
		takeBack(world, payment);
	} catch (error) {
		putBack();
		throw error;
	}
}

/** @returns what makes an invoice, its payments and its client's money as they are now */
function remember(invoice: Invoice): () => void {
	const { client, payments } = invoice;
	const was = { invoice: { ...invoice }, credit: client.credit, accounts: { ...client.accounts } };
	const paid = payments.map((payment) => ({ ...payment }));
	return () => {
		Object.assign(invoice, was.invoice);
		Object.assign(client, { credit: was.credit, accounts: was.accounts });
		for (const [index, payment] of payments.entries()) Object.assign(payment, paid[index]);
	};
}

function takeBack(world: World, payment: Payment): void {
	if (payment.isReversed) return;
	const { invoice } = payment;
	const { client } = invoice;
	const put = payment.principal + payment.charges;
	refuseIf(payment.refunded > 0n, 'payment_not_reversible');
	refuseIf(payment.isOwnDays, 'payment_of_unused_days');
	refuseIf(invoice.isVoid && put > 0n, 'invoice_not_open');
	if (!payment.isCredit) {
		refuseIf(client.credit < payment.excess, 'client_credit_insufficient');
		client.credit -= payment.excess;
		book(client, 'credit', 'cash', payment.excess);
	} else client.credit += put;
	book(client, 'receivable', payment.isCredit ? 'credit' : 'cash', put);
	payment.isReversed = true;
	if (put > 0n) {
		const frozen = invoice.fine + invoice.interest;
		Object.assign(invoice, payment.before);
		invoice.payment = paymentState(invoice);
		const later = invoice.payments.slice(invoice.payments.indexOf(payment) + 1);
		for (const one of later) if (!one.isReversed) putAgain(invoice, one);
		book(client, 'receivable', 'charges', invoice.fine + invoice.interest - frozen);
	}
	settle(world, client, world.today);
}

function putAgain(invoice: Invoice, payment: Payment): void {
	const { client, fine, interest, paid, chargesPaid, frozenUntil } = invoice;
	payment.before = { fine, interest, paid, chargesPaid, frozenUntil };
	const fresh =
		payment.waivesCharges || !isOpen(invoice)
			? { fine: 0n, interest: 0n }
			: newCharges(invoice, payment.paidOn);
	const wasPut = payment.principal + payment.charges;
	const chargesLeft = fine + interest + fresh.fine + fresh.interest - chargesPaid;
	const asked = isOpen(invoice) ? principalLeft(invoice) + chargesLeft : 0n;
	// What was too much, and is spent since, cannot come back.
	const put = least(payment.amount, asked, wasPut + client.credit);
	// What went back must have been paid by it.
	refuseIf(put < payment.refunded, 'payment_not_reversible');
	const charges = least(put, chargesLeft);
	const more = put - wasPut;
	Object.assign(payment, { charges, principal: put - charges, excess: payment.amount - put });
	client.credit -= more;
	if (payment.isCredit) book(client, 'credit', 'receivable', more);
	else {
		book(client, 'credit', 'cash', more);
		book(client, 'cash', 'receivable', more);
	}
	if (put === 0n) return;
	if (fresh.fine + fresh.interest > 0n) invoice.frozenUntil = payment.paidOn;
	invoice.fine += fresh.fine;
	invoice.interest += fresh.interest;
	invoice.paid += put;
	invoice.chargesPaid += charges;
	invoice.payment = paymentState(invoice);
}

export function refund(payment: Payment, amount: bigint | null): void {
	const { invoice } = payment;
	const left = payment.amount - payment.excess - payment.refunded;
	refuseIf(payment.isReversed || payment.isCredit || left <= 0n, 'payment_not_refundable');
	refuseIf(invoice.payment !== 'paid', 'refund_of_open_invoice');
	const cents = amount ?? left;
	refuseIf(cents > left, 'refund_exceeds_payment');
	payment.refunded += cents;
	invoice.refunded += cents;
	if (invoice.refunded === invoice.paid) invoice.payment = 'refunded';
	book(invoice.client, 'refunds', 'cash', cents);
}

export function voidInvoice(world: World, invoice: Invoice): void {
	if (invoice.isVoid) return;
	refuseIf(!isOpen(invoice), 'invoice_already_paid');
	const { client } = invoice;
	// What went back is not given twice, and what its own unused days paid was never money.
	const kept = invoice.paid - invoice.refunded;
	const ownDays = invoice.payments.filter((payment) => payment.isOwnDays && !payment.isReversed);
	const unused = least(sum(ownDays.map(({ principal, charges }) => principal + charges)), kept);
	client.credit += kept - unused;
	book(client, 'receivable', 'credit', kept - unused);
	book(client, 'receivable', 'revenue', unused);
	book(client, 'receivable', 'refunds', invoice.refunded);
	book(client, 'revenue', 'receivable', invoice.total);
	book(client, 'charges', 'receivable', invoice.fine + invoice.interest);
	invoice.isVoid = true;
	settle(world, client, world.today);
}

export function giveCredit(client: BilledClient, cents: bigint): void {
	refuseIf(client.credit + cents < 0n, 'client_credit_insufficient');
	client.credit += cents;
	if (cents > 0n) return book(client, 'writeoff', 'credit', cents);
	book(client, 'credit', 'cash', atLeastZero(-cents));
}
