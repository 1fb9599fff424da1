import type { InvoiceLine, InvoiceStatus } from '../invoice.ts';
import type { Payee } from '../invoice-details.ts';

/** What stands on the paper of an invoice, whoever asks for it. Cents, `yyyy-mm-dd`. */
export interface Paper {
	payee: Payee;
	/** Lines of the payer's address field, its name first. */
	payer: string[];
	number: number;
	status: InvoiceStatus;
	/** The day whose amounts these are. */
	onDate: string;
	issuedOn: string;
	dueOn: string;
	effectiveDueOn: string;
	periodStart: string | null;
	periodEnd: string | null;
	paidOn: string | null;
	lines: InvoiceLine[];
	totalCents: number;
	fineCents: number;
	interestCents: number;
	daysLate: number;
	fineBps: number | null;
	interestBps: number | null;
	paidCents: number;
	refundedCents: number;
	openCents: number;
	/** BR Code; null: not to be paid, or not so. */
	pixCode: string | null;
	boletoLine: string | null;
	/** Absolute address of the public page; null where whoever reads may not pay. */
	payUrl: string | null;
}
