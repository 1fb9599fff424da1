import { seededRandom, type Random } from './random.ts';

// What the simulated provider knows. Plain data, so that it can be kept in a file.

export const billingTypes = ['BOLETO', 'PIX', 'CREDIT_CARD', 'UNDEFINED'] as const;
export type BillingType = (typeof billingTypes)[number];

export type ChargeStatus =
	| 'PENDING'
	| 'OVERDUE'
	| 'CONFIRMED'
	| 'RECEIVED'
	| 'RECEIVED_IN_CASH'
	| 'REFUNDED'
	| 'CHARGEBACK_REQUESTED'
	| 'CHARGEBACK_DISPUTE'
	| 'AWAITING_CHARGEBACK_REVERSAL';

export interface Account {
	id: string;
	/** The key that opens it now. Only that one: a new key shuts out the old. */
	apiKey: string;
}

export interface Customer {
	id: string;
	accountId: string;
	name: string;
	cpfCnpj: string;
	email: string | null;
	mobilePhone: string | null;
	externalReference: string | null;
	notificationDisabled: boolean;
	dateCreated: string;
	deleted: boolean;
}

export interface CardToken {
	token: string;
	accountId: string;
	customer: string;
	brand: string;
	lastFour: string;
	/** Card number ended in 0002: every payment with it is refused. */
	isRefused: boolean;
}

export interface Charge {
	id: string;
	accountId: string;
	customer: string;
	billingType: BillingType;
	/** How it was paid at last; what the payer chose of an UNDEFINED one. */
	paidBy: Exclude<BillingType, 'UNDEFINED'> | null;
	status: ChargeStatus;
	/** All money is integer cents in here; the API shows reais. */
	valueCents: number;
	/** What was asked before fine and interest, once it was paid late. */
	originalValueCents: number | null;
	finePercent: number;
	interestPercent: number;
	dueDate: string;
	originalDueDate: string;
	dateCreated: string;
	description: string | null;
	externalReference: string | null;
	confirmedDate: string | null;
	paymentDate: string | null;
	clientPaymentDate: string | null;
	creditDate: string | null;
	number: number;
	deleted: boolean;
	card: { brand: string; lastFour: string; token: string } | null;
	refunds: { dateCreated: string; valueCents: number; description: string | null }[];
}

export interface Webhook {
	id: string;
	accountId: string;
	name: string;
	url: string;
	email: string | null;
	authToken: string | null;
	enabled: boolean;
	/** 15 failures in a row: nothing is sent until somebody sets it back. */
	interrupted: boolean;
	sendType: 'SEQUENTIALLY' | 'NON_SEQUENTIALLY';
	events: string[];
}

export interface ProviderEvent {
	id: string;
	event: string;
	dateCreated: string;
	payment: Record<string, unknown>;
}

/** One copy of one event on its way to one webhook. */
export interface Delivery {
	webhookId: string;
	event: ProviderEvent;
	dueAt: number;
	failures: number;
}

export interface Book {
	accounts: Account[];
	/** Keys that once opened an account. */
	retiredKeys: string[];
	customers: Customer[];
	tokens: CardToken[];
	charges: Charge[];
	webhooks: Webhook[];
	queue: Delivery[];
	/** What would have been sent, had it not been lost. */
	lost: ProviderEvent[];
	/** Of the next id, event, … */
	sequence: number;
	/** Of webhooks, for `loseEvery`; of changes, for `loseAnswersEvery`. */
	sent: number;
	changes: number;
}

export function emptyBook(): Book {
	return {
		accounts: [],
		retiredKeys: [],
		customers: [],
		tokens: [],
		charges: [],
		webhooks: [],
		queue: [],
		lost: [],
		sequence: 0,
		sent: 0,
		changes: 0
	};
}

const digits = '0123456789';
const lowerCase = `${digits}abcdefghijklmnopqrstuvwxyz`;

/** Ids that look like the provider's. The sequence is part of each, so none comes twice even after a restart with the same seed. */
export function idMaker(book: Book, seed: number) {
	const random: Random = seededRandom(seed ^ 0x5eed ^ book.sequence);
	const sequence = (length: number) => String(++book.sequence).padStart(length, '0');
	return {
		customer: () => `cus_${sequence(12)}`,
		charge: () => `pay_${random.text(10, lowerCase)}${sequence(6)}`,
		event: () => `evt_${random.text(32, '0123456789abcdef')}&${sequence(8)}`,
		webhook: () => `${random.text(8, lowerCase)}-${sequence(6)}`,
		token: () => `${random.text(24, lowerCase)}${sequence(6)}`,
		account: () => `acc_${sequence(6)}`
	};
}

export type Ids = ReturnType<typeof idMaker>;
