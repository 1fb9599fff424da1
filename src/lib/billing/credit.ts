export type CreditReason =
	'overpayment' | 'proration' | 'invoice_void' | 'manual' | 'applied' | 'released' | 'paid_out';

/** What came into a client's credit, or went out of it; cents, `yyyy-mm-dd`. */
export interface CreditEntry {
	id: string;
	amountCents: number;
	reason: CreditReason;
	note: string | null;
	enteredOn: string;
	invoice: { id: string; number: number } | null;
}

export interface ClientCredit {
	creditCents: number;
	entries: CreditEntry[];
}
