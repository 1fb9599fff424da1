import type { Charge } from './book.ts';
import { requireOpen } from './charges.ts';
import { timestamp, today, type Desk } from './desk.ts';
import { dateField, valueField } from './fields.ts';
import { invalid } from './provider-error.ts';

/** What payers, banks and time do to a charge. The merchant's API has none of it; the simulator's own page has. */

export interface Payment {
	/** Reais; absent: what is due on that day, with fine and interest. */
	value?: unknown;
	/** Absent: today. */
	paidOn?: unknown;
	/** How an UNDEFINED charge is paid; absent: by Pix. */
	method?: unknown;
}

/** Pix arrives at once; a boleto and a card are confirmed first and received with `settle`. */
export function pay(desk: Desk, charge: Charge, { value, paidOn, method }: Payment): void {
	requireOpen(charge, 'pagar');
	const on = paidOn === undefined ? today(desk) : dateField(paidOn, 'paidOn');
	const dueCents = dueOn(charge, on);
	const cents = value === undefined ? dueCents : valueField(value, 'value');
	const paidBy = charge.billingType === 'UNDEFINED' ? methodOf(method) : charge.billingType;
	Object.assign(charge, {
		paidBy,
		originalValueCents: cents === charge.valueCents ? null : charge.valueCents,
		valueCents: cents,
		clientPaymentDate: on,
		confirmedDate: on,
		status: 'CONFIRMED'
	});
	if (paidBy !== 'PIX') return desk.tell('PAYMENT_CONFIRMED', charge);
	receive(desk, charge, on);
}

/** The money arrives in the merchant's account. */
export function settle(desk: Desk, charge: Charge, { on }: { on?: unknown }): void {
	if (charge.status !== 'CONFIRMED') throw invalid('action', 'A cobrança não está confirmada.');
	receive(desk, charge, on === undefined ? today(desk) : dateField(on, 'on'));
}

export function expire(desk: Desk, charge: Charge): void {
	requireOpen(charge, 'vencer');
	charge.status = 'OVERDUE';
	desk.tell('PAYMENT_OVERDUE', charge);
}

/** The card's holder contests; a second time: the merchant sends documents; a third time: the merchant has won. */
export function chargeBack(desk: Desk, charge: Charge): void {
	const step = chargebackSteps[charge.status];
	if (!step) throw invalid('action', 'A cobrança não pode ser contestada.');
	charge.status = step;
	desk.tell(`PAYMENT_${step}`, charge);
}

const chargebackSteps: Partial<Record<Charge['status'], Charge['status']>> = {
	CONFIRMED: 'CHARGEBACK_REQUESTED',
	RECEIVED: 'CHARGEBACK_REQUESTED',
	CHARGEBACK_REQUESTED: 'CHARGEBACK_DISPUTE',
	CHARGEBACK_DISPUTE: 'AWAITING_CHARGEBACK_REVERSAL'
};

/** The charge is given back from the provider's own panel. */
export function refundAtProvider(desk: Desk, charge: Charge): void {
	if (charge.status !== 'CONFIRMED' && charge.status !== 'RECEIVED')
		throw invalid('action', 'A cobrança não foi paga.');
	const left = charge.valueCents - charge.refunds.reduce((sum, one) => sum + one.valueCents, 0);
	charge.refunds.push({ dateCreated: timestamp(desk), valueCents: left, description: null });
	charge.status = 'REFUNDED';
	desk.tell('PAYMENT_REFUNDED', charge);
}

function receive(desk: Desk, charge: Charge, on: string): void {
	Object.assign(charge, { status: 'RECEIVED', paymentDate: on, creditDate: on });
	desk.tell('PAYMENT_RECEIVED', charge);
}

/** Fine once, interest per day of a month of thirty; half a cent rounds up. */
function dueOn(charge: Charge, on: string): number {
	const days = Math.max(0, Math.round((Date.parse(on) - Date.parse(charge.dueDate)) / 86_400_000));
	if (days === 0) return charge.valueCents;
	const extra =
		(charge.valueCents * (charge.finePercent + (charge.interestPercent / 30) * days)) / 100;
	return charge.valueCents + Math.round(extra);
}

function methodOf(given: unknown): Exclude<Charge['paidBy'], null> {
	if (given === undefined || given === 'PIX') return 'PIX';
	if (given === 'BOLETO' || given === 'CREDIT_CARD') return given;
	throw invalid('method', 'O campo method aceita PIX, BOLETO ou CREDIT_CARD.');
}
