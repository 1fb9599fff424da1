/** What people are told of an invoice; the document's own state and the money's are behind it (`public.invoice_list`). */
export const invoiceStatuses = [
	'awaiting',
	'partial',
	'overdue',
	'rejected',
	'paid',
	'refunded',
	'disputed',
	'canceled'
] as const;
export type InvoiceStatus = (typeof invoiceStatuses)[number];

/** How an invoice asks to be paid; null in an invoice: any way. */
export const invoiceMethods = ['pix', 'boleto', 'card'] as const;
export type InvoiceMethod = (typeof invoiceMethods)[number];

/** What a select offers: the ways that can be asked for, and the one that is asked for already. */
export function methodsToOffer(
	methods: readonly InvoiceMethod[],
	present: InvoiceMethod | null = null
): InvoiceMethod[] {
	return invoiceMethods.filter((method) => method === present || methods.includes(method));
}

/** An invoice as lists show it: cents, `yyyy-mm-dd`. */
export interface InvoiceSummary {
	id: string;
	number: number;
	status: InvoiceStatus;
	method: InvoiceMethod | null;
	issuedOn: string;
	dueOn: string;
	/** The last day on which it is not late: the business day after a weekend or a holiday. */
	effectiveDueOn: string;
	periodStart: string | null;
	periodEnd: string | null;
	totalCents: number;
	paidCents: number;
	/** What lateness costs as of today, frozen and come up since; zero when nothing is open. */
	fineCents: number;
	interestCents: number;
	chargesCents: number;
	daysLate: number;
	/** What it asks for today, late charges included. */
	openCents: number;
	pixTxid: string;
}

/** Of a subscription: the plan's price, what it passes on, what is added or taken away for this client. `item`: of a one-off. */
export const invoiceLineKinds = [
	'plan',
	'pass_through',
	'surcharge',
	'discount',
	'item',
	'instalment',
	'proration_credit',
	'proration_charge',
	'session_pack',
	'session_overage'
] as const;
export type InvoiceLineKind = (typeof invoiceLineKinds)[number];

export interface InvoiceLine {
	position: number;
	kind: InvoiceLineKind;
	description: string;
	quantity: number;
	unitCents: number;
	totalCents: number;
}

export const paymentMethods = ['pix', 'boleto', 'card', 'transfer', 'cash', 'other'] as const;
export type PaymentMethod = (typeof paymentMethods)[number] | 'credit';

export const openStatuses: readonly InvoiceStatus[] = [
	'awaiting',
	'partial',
	'overdue',
	'rejected'
];

/** Whether money can still be received for it. */
export function isOpen({ status }: Pick<InvoiceSummary, 'status'>): boolean {
	return openStatuses.includes(status);
}

/** The open invoice that is due first: what to settle next. */
export function nextToSettle<I extends Pick<InvoiceSummary, 'status' | 'dueOn' | 'number'>>(
	invoices: I[]
): I | null {
	const waiting = invoices.filter(isOpen);
	waiting.sort((one, other) => one.dueOn.localeCompare(other.dueOn) || one.number - other.number);
	return waiting[0] ?? null;
}

/** What is owed in all, and how much of it is late; cents. */
export function balanceOf(invoices: Pick<InvoiceSummary, 'status' | 'openCents'>[]) {
	const sum = (of: typeof invoices) => of.reduce((cents, { openCents }) => cents + openCents, 0);
	return {
		openCents: sum(invoices.filter(isOpen)),
		overdueCents: sum(invoices.filter(({ status }) => status === 'overdue'))
	};
}

/** The first date that may be chosen in place of the one an invoice has; undefined: its own, which may have passed, stays. */
export function firstDueOn(chosen: string, dueOn: string, today: string): string | undefined {
	return chosen === dueOn ? undefined : today;
}
