/**
 * What Balcão asks of a payment gateway, in its own words. Providers differ behind it; rules do not belong here but in SQL.
 * Money is integer cents, dates are `2026-11-22`. Every method may throw GatewayError.
 */
export interface Gateway {
	/** Resolves when the key is accepted. */
	check(): Promise<void>;
	/** @returns the provider's id of the customer, made when the provider does not know the reference */
	keepCustomer(customer: GatewayCustomer): Promise<string>;
	/** Never call it again without looking with `findCharges`: an answer may be lost after the charge was made. */
	createCharge(order: ChargeOrder): Promise<ChargeFact>;
	/** Those that carry our reference and are not removed; more than one is a mistake to be mended. */
	findCharges(reference: string): Promise<ChargeFact[]>;
	/** @returns null when the provider does not know it */
	readCharge(id: string): Promise<ChargeFact | null>;
	/** Only what nobody has paid can be changed. */
	changeCharge(
		id: string,
		order: Omit<ChargeOrder, 'customerId' | 'reference'>
	): Promise<ChargeFact>;
	/** Removing what is removed already is no error. */
	cancelCharge(id: string): Promise<void>;
	/**
	 * Gives back until so much has gone back in all, what is still on its way included: so a try whose answer was lost is
	 * not made good by a second one.
	 */
	refundCharge(id: string, upToCents: number, reason: string): Promise<ChargeFact>;
	/** Pays a charge with a card that the provider keeps. @throws GatewayError refused when the card is */
	payByCard(id: string, token: string, remoteAddress: string): Promise<ChargeFact>;
	/** What the payer copies; null where the charge has none. */
	readPaymentCodes(charge: ChargeFact): Promise<PaymentCodes>;
	/** One page of the charges that were made, or paid, since a date. Those that were removed are in no list. */
	listCharges(since: { madeOn: string } | { paidOn: string }, offset: number): Promise<ChargePage>;
	/** The card's number goes to the provider and nowhere else. */
	tokeniseCard(card: CardToTokenise): Promise<CardProfile>;
	/** From now on events go to that address with that token; what we registered there before is replaced. */
	registerWebhook(webhook: { url: string; token: string; email: string }): Promise<void>;
}

export interface GatewayCustomer {
	/** What the provider called it last time. */
	knownId: string | null;
	/** Ours: stays the same for ever. */
	reference: string;
	name: string;
	/** CPF or CNPJ without punctuation. */
	document: string;
	email: string | null;
}

export type ChargeMethod = 'pix' | 'boleto' | 'card';

export interface ChargeOrder {
	customerId: string;
	/** Ours, found again with `findCharges`. */
	reference: string;
	/** null: the payer chooses. */
	method: ChargeMethod | null;
	amountCents: number;
	dueOn: string;
	description: string;
	/** Basis points, once, when paid late. */
	fineBps: number;
	/** Basis points per month, by the day. */
	interestBps: number;
}

/** How far a charge has come. `app.gateway_rank` in SQL orders them. */
export type ChargeState =
	| 'open'
	| 'analysing'
	| 'confirmed'
	| 'received'
	| 'received_in_cash'
	| 'refunding'
	| 'partially_refunded'
	| 'refunded'
	| 'disputed'
	| 'dispute_won';

/** A charge as the provider tells it. Also what SQL takes, hence the names. */
export interface ChargeFact {
	charge: string;
	reference: string | null;
	state: ChargeState;
	/** Of what was paid, with fine and interest, once it was paid; else what is asked. */
	amount_cents: number;
	refunded_cents: number;
	method: ChargeMethod | null;
	due_on: string;
	/** When the payer paid. */
	paid_on: string | null;
	/** When the money was there. */
	received_on: string | null;
	deleted: boolean;
	/** Where the payer can pay. */
	url: string | null;
	card: CardProfile | null;
}

export interface CardProfile {
	token: string;
	brand: string | null;
	last_four: string | null;
}

export interface PaymentCodes {
	pixCode: string | null;
	boletoLine: string | null;
}

export interface ChargePage {
	charges: ChargeFact[];
	/** Offset of the next page; null after the last. */
	next: number | null;
}

export interface CardToTokenise {
	customerId: string;
	holderName: string;
	number: string;
	expiryMonth: string;
	expiryYear: string;
	securityCode: string;
	holder: {
		name: string;
		email: string;
		document: string;
		postalCode: string;
		addressNumber: string;
		phone: string;
	};
	/** Of the payer's browser. */
	remoteAddress: string;
}

/** What happened to a charge, told by a webhook. */
export type EventKind =
	| 'created'
	| 'changed'
	| 'confirmed'
	| 'received'
	| 'received_in_cash'
	| 'cash_undone'
	| 'deleted'
	| 'restored'
	| 'refunding'
	| 'partially_refunded'
	| 'refunded'
	| 'disputed'
	| 'dispute_won'
	| 'refused'
	/** Nothing that concerns us. */
	| 'noted';

export interface GatewayEvent {
	/** The sender's own: the same event may come several times. */
	id: string;
	/** As the provider calls it. */
	name: string;
	kind: EventKind;
	/** ISO 8601; by the provider's clock. */
	occurredAt: string;
	/** null when the event is not about a charge. */
	fact: ChargeFact | null;
}

/**
 * `refused`: it will never work like this. `unauthorized`: the key is wrong. `unavailable`: perhaps later, and perhaps it was
 * done all the same. `limited`: too many requests.
 */
export type GatewayFailure = 'refused' | 'unauthorized' | 'unavailable' | 'limited';

export class GatewayError extends Error {
	failure: GatewayFailure;
	/** The provider's, e.g. `invalid_customer`. */
	code: string;
	/** When the provider says so. */
	retryAfterSeconds: number | null;
	constructor(
		failure: GatewayFailure,
		code: string,
		description: string,
		retryAfter: number | null = null
	) {
		super(`${code}: ${description}`);
		this.failure = failure;
		this.code = code;
		this.retryAfterSeconds = retryAfter;
	}
}
