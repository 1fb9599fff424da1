import { GatewayError, type ChargeFact, type ChargeMethod, type ChargeState } from '../port.ts';

type Payment = Record<string, unknown>;

/**
 * A payment of Asaas' API v3 in our words.
 * @throws GatewayError unavailable when it lacks what every payment has
 * @see docs.asaas.com, "Payment events" and "Refunds"
 */
export function chargeFact(payment: Payment): ChargeFact {
	const { id, status } = payment;
	if (typeof id !== 'string' || typeof status !== 'string')
		throw new GatewayError('unavailable', 'unreadable', 'not a payment');
	const refunded = refundedCents(payment);
	const amount = cents(payment.value);
	return {
		charge: id,
		reference: text(payment.externalReference),
		state: stateOf(status, refunded, amount),
		amount_cents: amount,
		refunded_cents: status === 'REFUNDED' && refunded === 0 ? amount : refunded,
		method: methodOf(payment.billingType),
		due_on: String(payment.dueDate ?? ''),
		paid_on:
			text(payment.clientPaymentDate) ?? text(payment.confirmedDate) ?? text(payment.paymentDate),
		received_on: text(payment.creditDate) ?? text(payment.paymentDate),
		deleted: payment.deleted === true,
		url: text(payment.invoiceUrl),
		card: cardOf(payment.creditCard)
	};
}

const states: Record<string, ChargeState> = {
	PENDING: 'open',
	OVERDUE: 'open',
	AWAITING_RISK_ANALYSIS: 'analysing',
	AUTHORIZED: 'analysing',
	CONFIRMED: 'confirmed',
	RECEIVED: 'received',
	RECEIVED_IN_CASH: 'received_in_cash',
	REFUND_REQUESTED: 'refunding',
	REFUND_IN_PROGRESS: 'refunding',
	REFUNDED: 'refunded',
	CHARGEBACK_REQUESTED: 'disputed',
	CHARGEBACK_DISPUTE: 'disputed',
	AWAITING_CHARGEBACK_REVERSAL: 'dispute_won',
	// Somebody else collects it now; until they have, it is open.
	DUNNING_REQUESTED: 'open',
	DUNNING_RECEIVED: 'received'
};

function stateOf(status: string, refunded: number, amount: number): ChargeState {
	const state = states[status] ?? 'open';
	const isPaid = state === 'confirmed' || state === 'received';
	return isPaid && refunded > 0 && refunded < amount ? 'partially_refunded' : state;
}

/** Those that are done; pending ones have given nothing back yet. */
function refundedCents(payment: Payment): number {
	return refundsOf(payment, (status) => status === 'DONE');
}

/** What has been asked back so far, done or on its way. */
export function refundAskedCents(payment: Payment): number {
	const asked = refundsOf(payment, (status) => status !== 'CANCELLED');
	const isAll = ['REFUND_REQUESTED', 'REFUND_IN_PROGRESS', 'REFUNDED'].includes(
		String(payment.status)
	);
	return asked === 0 && isAll ? cents(payment.value) : asked;
}

function refundsOf({ refunds }: Payment, counts: (status: unknown) => boolean): number {
	if (!Array.isArray(refunds)) return 0;
	return (refunds as Payment[])
		.filter((refund) => counts(refund.status))
		.reduce((sum, refund) => sum + cents(refund.value), 0);
}

/** Reais with decimals, as the provider writes them. */
export function cents(value: unknown): number {
	return typeof value === 'number' ? Math.round(value * 100) : 0;
}

export function reais(amountCents: number): number {
	return amountCents / 100;
}

const methods: Record<string, ChargeMethod> = {
	PIX: 'pix',
	BOLETO: 'boleto',
	CREDIT_CARD: 'card',
	DEBIT_CARD: 'card'
};

export function methodOf(billingType: unknown): ChargeMethod | null {
	return methods[String(billingType)] ?? null;
}

export function billingTypeOf(method: ChargeMethod | null): string {
	if (method === null) return 'UNDEFINED';
	return { pix: 'PIX', boleto: 'BOLETO', card: 'CREDIT_CARD' }[method];
}

function cardOf(given: unknown): ChargeFact['card'] {
	const card = (given ?? {}) as Payment;
	const token = text(card.creditCardToken);
	if (!token) return null;
	return { token, brand: text(card.creditCardBrand), last_four: text(card.creditCardNumber) };
}

export function text(value: unknown): string | null {
	return typeof value === 'string' && value !== '' ? value : null;
}
