export type InvoiceStatus =
	'awaiting' | 'partial' | 'overdue' | 'paid' | 'refunded' | 'disputed' | 'canceled';

/** An invoice as lists show it: cents, `yyyy-mm-dd`. */
export interface InvoiceSummary {
	id: string;
	number: number;
	status: InvoiceStatus;
	issuedOn: string;
	dueOn: string;
	periodStart: string | null;
	periodEnd: string | null;
	totalCents: number;
	paidCents: number;
	openCents: number;
	pixTxid: string;
}

/** Of a subscription: the plan's price, what it passes on, what is added or taken away for this client. `item`: of a one-off. */
export type InvoiceLineKind = 'plan' | 'pass_through' | 'surcharge' | 'discount' | 'item';

export interface InvoiceLine {
	position: number;
	kind: InvoiceLineKind;
	description: string;
	quantity: number;
	unitCents: number;
	totalCents: number;
}

export const paymentMethods = ['pix', 'boleto', 'card', 'transfer', 'cash', 'other'] as const;
export type PaymentMethod = (typeof paymentMethods)[number];

export interface Payment {
	id: string;
	amountCents: number;
	method: PaymentMethod;
	status: 'pending' | 'succeeded' | 'failed';
	paidOn: string;
	recordedBy: string | null;
}

export type MailState = 'queued' | 'sending' | 'sent' | 'parked';

export interface InvoiceMail {
	id: string;
	template: 'invoice' | 'receipt';
	recipient: string;
	state: MailState;
	createdAt: string;
	sentAt: string | null;
}

/** How the reseller is paid by Pix; absent when it has no key. */
export interface PixAccount {
	key: string;
	merchantName: string;
	merchantCity: string;
}

export interface InvoiceDetails extends InvoiceSummary {
	lines: InvoiceLine[];
	payments: Payment[];
	mails: InvoiceMail[];
}

/** Whether money can still be received for it. */
export function isOpen({ status }: Pick<InvoiceSummary, 'status'>): boolean {
	return status === 'awaiting' || status === 'partial' || status === 'overdue';
}

/** The open invoice that is due first: what to settle next. */
export function nextToSettle<I extends Pick<InvoiceSummary, 'status' | 'dueOn' | 'number'>>(
	invoices: I[]
): I | null {
	const open = invoices.filter(isOpen);
	open.sort((one, other) => one.dueOn.localeCompare(other.dueOn) || one.number - other.number);
	return open[0] ?? null;
}

/** What is owed in all, and how much of it is late; cents. */
export function balanceOf(invoices: Pick<InvoiceSummary, 'status' | 'openCents'>[]) {
	const sum = (of: typeof invoices) => of.reduce((cents, { openCents }) => cents + openCents, 0);
	return {
		openCents: sum(invoices.filter(isOpen)),
		overdueCents: sum(invoices.filter(({ status }) => status === 'overdue'))
	};
}
