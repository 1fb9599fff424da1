import type { PaymentMethod } from '#lib/billing/invoice.ts';

/** Money in cents, dates `yyyy-mm-dd`; `month` is its first day. */
export interface AgencyTotals {
	month: string;
	total_cents: number;
	/** Of the total what is passed on to others; the rest is margin. */
	cost_cents: number;
	/** Part of the total, below zero. */
	corrections_cents: number;
	invoices: number;
	clients: number;
}

/** How the agency may pay; credit is a client's. */
export const agencyMethods = [
	'transfer',
	'pix',
	'boleto',
	'card',
	'cash',
	'other'
] as const satisfies PaymentMethod[];

export type AgencyStatus = 'open' | 'paying' | 'paid' | 'reopening';

export interface AgencyStatement extends AgencyTotals {
	id: string;
	number: number;
	status: AgencyStatus;
	closed_on: string;
	paid_on: string | null;
	method: PaymentMethod | null;
}

export interface AgencyStatementDetails extends AgencyStatement {
	closed_by_name: string | null;
	paid_by_name: string | null;
	/** No later month is closed: it can still be taken back. */
	is_last: boolean;
}

export interface AgencyLine {
	/** `correction`: what an earlier statement had too much, below zero. */
	kind: 'invoice' | 'correction';
	invoice_id: string;
	number: number;
	issued_on: string;
	due_on: string;
	period_start: string | null;
	period_end: string | null;
	description: string | null;
	amount_cents: number;
	cost_cents: number;
	/** What paying the statement put to the invoice. */
	applied_cents: number;
	is_settled: boolean;
	is_void: boolean;
	payment_status: string;
}

export interface AgencyClient {
	client_id: string;
	number: number;
	name: string;
	document: string | null;
	amount_cents: number;
	cost_cents: number;
	lines: AgencyLine[];
}

/** What would be closed now. */
export interface AgencyPreview {
	statement: AgencyTotals & { status: 'preview' };
	clients: AgencyClient[];
	/** The next month to close; null: none. */
	closable_month: string | null;
}

/** What stays with the agency, in cents, and as a share of the amount in whole percent; null where nothing is asked for. */
export function marginOf({ amountCents, costCents }: { amountCents: number; costCents: number }) {
	const cents = amountCents - costCents;
	return { cents, percent: amountCents > 0 ? Math.round((cents * 100) / amountCents) : null };
}

/** @returns the first day of the month that the address names; null for anything else */
export function readMonth(text: string | null): string | null {
	return text && /^20\d{2}-(0[1-9]|1[0-2])$/.test(text) ? `${text}-01` : null;
}
