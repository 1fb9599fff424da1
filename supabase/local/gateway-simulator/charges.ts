import {
	billingTypes,
	type Account,
	type BillingType,
	type Charge,
	type Customer
} from './book.ts';
import { authoriseCard } from './cards.ts';
import { timestamp, today, type Desk } from './desk.ts';
import { dateField, textField, valueField } from './fields.ts';
import { invalid, ProviderError } from './provider-error.ts';

type Given = Record<string, unknown>;

/** What the merchant may do with charges, through the API. Each says so to the webhooks. */

export function createCharge(desk: Desk, account: Account, given: Given): Charge {
	const customer = customerOf(desk, account, given.customer);
	const billingType = billingTypeOf(given.billingType);
	const valueCents = valueField(given.value, 'value');
	const dueDate = dueDateOf(desk, given.dueDate);
	const charge: Charge = {
		id: desk.ids.charge(),
		accountId: account.id,
		customer: customer.id,
		billingType,
		paidBy: null,
		status: 'PENDING',
		valueCents,
		originalValueCents: null,
		finePercent: percentOf(given.fine, 'fine'),
		interestPercent: percentOf(given.interest, 'interest'),
		dueDate,
		originalDueDate: dueDate,
		dateCreated: today(desk),
		description: textField(given.description, 'description', 500),
		externalReference: textField(given.externalReference, 'externalReference', 100),
		confirmedDate: null,
		paymentDate: null,
		clientPaymentDate: null,
		creditDate: null,
		number: desk.book.charges.length + 1,
		deleted: false,
		card: null,
		refunds: []
	};
	// A card that is refused leaves no charge behind.
	const card = given.creditCardToken
		? authoriseCard(desk, account, customer.id, given.creditCardToken)
		: null;
	desk.book.charges.push(charge);
	desk.tell('PAYMENT_CREATED', charge);
	if (card) captureCard(desk, charge, card);
	return charge;
}

export function updateCharge(desk: Desk, charge: Charge, given: Given): void {
	requireOpen(charge, 'alterar');
	const changed = {
		billingType:
			given.billingType === undefined ? charge.billingType : billingTypeOf(given.billingType),
		valueCents: given.value === undefined ? charge.valueCents : valueField(given.value, 'value'),
		dueDate: given.dueDate === undefined ? charge.dueDate : dateField(given.dueDate, 'dueDate'),
		description:
			given.description === undefined
				? charge.description
				: textField(given.description, 'description', 500),
		finePercent: given.fine === undefined ? charge.finePercent : percentOf(given.fine, 'fine'),
		interestPercent:
			given.interest === undefined ? charge.interestPercent : percentOf(given.interest, 'interest')
	};
	if (changed.dueDate !== charge.dueDate) dueDateOf(desk, given.dueDate);
	Object.assign(charge, changed);
	if (charge.dueDate >= today(desk)) charge.status = 'PENDING';
	desk.tell('PAYMENT_UPDATED', charge);
}

export function removeCharge(desk: Desk, charge: Charge): void {
	requireOpen(charge, 'remover');
	charge.deleted = true;
	desk.tell('PAYMENT_DELETED', charge);
}

export function restoreCharge(desk: Desk, charge: Charge): void {
	if (!charge.deleted) throw invalid('action', 'A cobrança não está removida.');
	charge.deleted = false;
	desk.tell('PAYMENT_RESTORED', charge);
}

/** Of a Pix any part, several times; of a card as well; a boleto cannot be given back this way. */
export function refundCharge(desk: Desk, charge: Charge, given: Given): void {
	if (charge.status !== 'CONFIRMED' && charge.status !== 'RECEIVED')
		throw invalid('action', 'Somente é possível estornar cobranças confirmadas ou recebidas.');
	if (charge.paidBy === 'BOLETO')
		throw invalid('action', 'Não é possível estornar um boleto por este caminho.');
	const refunded = charge.refunds.reduce((sum, refund) => sum + refund.valueCents, 0);
	const left = charge.valueCents - refunded;
	const valueCents = given.value === undefined ? left : valueField(given.value, 'value');
	if (valueCents > left) throw invalid('value', 'O valor a estornar excede o valor recebido.');
	charge.refunds.push({
		dateCreated: timestamp(desk),
		valueCents,
		description: textField(given.description, 'description', 500)
	});
	if (valueCents === left) charge.status = 'REFUNDED';
	desk.tell(valueCents === left ? 'PAYMENT_REFUNDED' : 'PAYMENT_PARTIALLY_REFUNDED', charge);
}

export function payWithCard(desk: Desk, account: Account, charge: Charge, given: Given): void {
	requireOpen(charge, 'pagar');
	if (!given.creditCardToken) throw invalid('creditCardToken', 'Informe o token do cartão.');
	let card: NonNullable<Charge['card']>;
	try {
		card = authoriseCard(desk, account, charge.customer, given.creditCardToken);
	} catch (refused) {
		desk.tell('PAYMENT_CREDIT_CARD_CAPTURE_REFUSED', charge);
		throw refused;
	}
	captureCard(desk, charge, card);
}

/** Cash in hand: no money of the provider's moves. */
export function receiveInCash(desk: Desk, charge: Charge, given: Given): void {
	requireOpen(charge, 'receber');
	const on =
		given.paymentDate === undefined ? today(desk) : dateField(given.paymentDate, 'paymentDate');
	if (given.value !== undefined) charge.valueCents = valueField(given.value, 'value');
	Object.assign(charge, {
		status: 'RECEIVED_IN_CASH',
		paymentDate: on,
		clientPaymentDate: on,
		confirmedDate: on
	});
	desk.tell('PAYMENT_RECEIVED', charge);
}

export function undoReceivedInCash(desk: Desk, charge: Charge): void {
	if (charge.status !== 'RECEIVED_IN_CASH')
		throw invalid('action', 'A cobrança não foi recebida em dinheiro.');
	Object.assign(charge, {
		status: charge.dueDate < today(desk) ? 'OVERDUE' : 'PENDING',
		paymentDate: null,
		clientPaymentDate: null,
		confirmedDate: null
	});
	desk.tell('PAYMENT_RECEIVED_IN_CASH_UNDONE', charge);
}

export function requireOpen(charge: Charge, verb: string): void {
	if (charge.deleted) throw invalid('action', `Não é possível ${verb} uma cobrança removida.`);
	if (charge.status !== 'PENDING' && charge.status !== 'OVERDUE')
		throw invalid('action', `Não é possível ${verb} uma cobrança que já foi paga.`);
}

function captureCard(desk: Desk, charge: Charge, card: NonNullable<Charge['card']>): void {
	const on = today(desk);
	Object.assign(charge, {
		card,
		paidBy: 'CREDIT_CARD',
		status: 'CONFIRMED',
		confirmedDate: on,
		clientPaymentDate: on
	});
	desk.tell('PAYMENT_CONFIRMED', charge);
}

function customerOf({ book }: Desk, account: Account, given: unknown): Customer {
	const customer = book.customers.find(
		(one) => one.id === given && one.accountId === account.id && !one.deleted
	);
	if (!customer) throw invalid('customer', 'Customer inválido ou não informado.');
	return customer;
}

function billingTypeOf(given: unknown): BillingType {
	const type = billingTypes.find((one) => one === given);
	if (!type) throw invalid('billingType', 'O campo billingType é inválido.');
	return type;
}

function dueDateOf(desk: Desk, given: unknown): string {
	const date = dateField(given, 'dueDate');
	if (date < today(desk))
		throw invalid('dueDate', 'A data de vencimento não pode ser inferior à de hoje.');
	return date;
}

function percentOf(given: unknown, field: string): number {
	if (given === undefined || given === null) return 0;
	const value = (given as Given).value;
	if (typeof value !== 'number' || !(value >= 0 && value <= 100))
		throw new ProviderError(400, `invalid_${field}`, `O campo ${field} é inválido.`);
	return value;
}
