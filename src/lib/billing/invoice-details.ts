import {
	isOpen,
	type InvoiceLine,
	type InvoiceMethod,
	type InvoiceSummary,
	type PaymentMethod
} from './invoice.ts';

export interface Refund {
	id: string;
	amountCents: number;
	refundedOn: string;
	reason: string | null;
	recordedBy: string | null;
}

export interface Payment {
	id: string;
	/** Money, or the client's own credit. */
	kind: 'money' | 'credit';
	source: 'manual' | 'gateway' | 'statement' | 'agency' | 'credit';
	method: PaymentMethod;
	status: 'pending' | 'succeeded' | 'failed' | 'reversed';
	/** What came: what it paid of the invoice, of the late charges, and what became credit. */
	amountCents: number;
	principalCents: number;
	chargesCents: number;
	excessCents: number;
	refundedCents: number;
	paidOn: string;
	reversedOn: string | null;
	reason: string | null;
	recordedBy: string | null;
	refunds: Refund[];
}

export type MailState = 'queued' | 'sending' | 'sent' | 'parked';

export const mailTemplates = [
	'invoice',
	'reminder',
	'overdue',
	'blocked',
	'restored',
	'receipt'
] as const;
export type MailTemplate = (typeof mailTemplates)[number];

export interface InvoiceMail {
	id: string;
	template: MailTemplate;
	recipient: string;
	state: MailState;
	/** Why it is parked: refused by the other side, or pointless before it left. */
	problem: 'refused' | 'withdrawn' | null;
	createdAt: string;
	sentAt: string | null;
	/** Who had it sent again. */
	requestedBy: string | null;
}

export type LedgerAccount =
	'receivable' | 'revenue' | 'charges' | 'cash' | 'credit' | 'refunds' | 'writeoff';

/** One transfer: what the account `debit` gets, `credit` gives. */
export interface LedgerEntry {
	id: number;
	debit: LedgerAccount;
	credit: LedgerAccount;
	amountCents: number;
	paymentId: string | null;
	bookedOn: string;
	createdAt: string;
}

/** How the reseller is paid by Pix; absent when it has no key. */
export interface PixAccount {
	key: string;
	merchantName: string;
	merchantCity: string;
}

/** How a payment gateway takes the money, where there is one. */
export interface GatewayCharge {
	method: InvoiceMethod | null;
	url: string | null;
	boletoLine: string | null;
	pixCode: string | null;
}

export interface LateRates {
	/** Basis points: 200 is 2 %. Null: nothing is charged for lateness. */
	fineBps: number | null;
	/** Per month. */
	interestBps: number | null;
}

/** Who sends an invoice, as its paper and its public page show it. */
export interface Payee {
	name: string;
	/** `data:image/png;base64,…` or jpeg. */
	logo: string | null;
	primaryColor: string | null;
	replyTo: string | null;
	timeZone: string;
	legalName: string | null;
	document: string | null;
}

export interface BillTo {
	name: string;
	document: string | null;
	locale: 'pt-BR' | 'en';
	email: string | null;
	street: string | null;
	streetNumber: string | null;
	complement: string | null;
	district: string | null;
	city: string | null;
	state: string | null;
	postalCode: string | null;
}

export interface InvoiceDetails extends InvoiceSummary, LateRates {
	clientId: string;
	clientName: string;
	kind: 'recurring' | 'one_off' | 'change';
	payer: 'client' | 'agency';
	refundedCents: number;
	/** Interest counts the days since. */
	interestFrom: string;
	/** Of the charges, what payments have settled for good. */
	frozenFineCents: number;
	frozenInterestCents: number;
	chargesPaidCents: number;
	notifiedOn: string | null;
	voidOn: string | null;
	voidReason: string | null;
	/** The last part of its public link. */
	payToken: string;
	payLinkRenewedAt: string | null;
	/** What the client has to its credit. */
	creditCents: number;
	billTo: BillTo;
	brand: Payee;
	charge: GatewayCharge | null;
	lines: InvoiceLine[];
	payments: Payment[];
	mails: InvoiceMail[];
	ledger: LedgerEntry[];
}

/** What an invoice asks for if it is paid on a day. */
export interface AmountsOn extends LateRates {
	onDate: string;
	fineCents: number;
	interestCents: number;
	openCents: number;
	/** Without the charges that no payment has frozen yet. */
	waivedOpenCents: number;
	newChargesCents: number;
	daysLate: number;
	interestFrom: string;
}

/** Which mails say what is true of an invoice now, so that they can be sent again. */
export function fittingMails({ status }: Pick<InvoiceSummary, 'status'>): MailTemplate[] {
	if (status === 'canceled') return [];
	if (status === 'paid') return ['invoice', 'receipt'];
	if (status === 'overdue') return ['invoice', 'overdue'];
	return isOpen({ status }) ? ['invoice', 'reminder'] : ['invoice'];
}
