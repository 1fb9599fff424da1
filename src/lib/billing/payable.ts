import type { InvoiceLine, InvoiceStatus } from './invoice.ts';
import type { GatewayCharge, LateRates, Payee, PixAccount } from './invoice-details.ts';

/** What the public link of an invoice shows to whoever has it; cents, `yyyy-mm-dd`. */
export interface Payable extends LateRates {
	reseller: Payee;
	locale: 'pt-BR' | 'en';
	clientName: string;
	number: number;
	status: InvoiceStatus;
	issuedOn: string;
	dueOn: string;
	effectiveDueOn: string;
	periodStart: string | null;
	periodEnd: string | null;
	/** The reseller's own date, of which the amounts are. */
	onDate: string;
	totalCents: number;
	paidCents: number;
	refundedCents: number;
	fineCents: number;
	interestCents: number;
	openCents: number;
	daysLate: number;
	interestFrom: string;
	paidOn: string | null;
	lines: InvoiceLine[];
	pix: PixAccount | null;
	pixTxid: string;
	charge: GatewayCharge | null;
	takesReminders: boolean;
}

/** What changes while the page is open. */
export type PayableState = Pick<Payable, 'status' | 'openCents'>;
