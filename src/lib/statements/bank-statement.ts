/** A file of a bank that was taken in, and how far its credits have been gone through. Money in cents, dates `yyyy-mm-dd`. */
export interface BankStatement {
	id: string;
	file_name: string;
	format: 'ofx' | 'sheet';
	bank: string | null;
	starts_on: string | null;
	ends_on: string | null;
	credits: number;
	credits_cents: number;
	debits: number;
	open: number;
	paid: number;
	ignored: number;
	repeated: number;
	unread: { position: number; problem: 'date' | 'amount'; text: string }[];
	unread_count: number;
	created_at: string;
	imported_by_name: string | null;
}

export const lineStates = ['open', 'paid', 'ignored', 'repeated', 'debit'] as const;
export type LineState = (typeof lineStates)[number];

/** How well an open credit is known. @see app.statement_matches */
export const lineKinds = ['sure', 'recorded', 'likely', 'choose', 'unmatched'] as const;
export type LineKind = (typeof lineKinds)[number];

/** What of a statement is shown. */
export type Show = LineState | LineKind;

/** How a credit compares with what the invoice asks for on that day. */
export type Fit = 'exact' | 'without_charges' | 'less' | 'more';

export interface Candidate {
	invoice_id: string;
	number: number;
	client_id: string;
	client_name: string;
	due_on: string;
	/** Late charges as of the day of the movement included. */
	due_cents: number;
	charges_cents: number;
	fit: Fit;
}

export interface LineCandidate extends Candidate {
	by_txid: boolean;
	/** The bank's text names the client. */
	is_named: boolean;
}

/** A payment that somebody recorded by hand, and that may be the money of this line. */
export interface RecordedPayment {
	payment_id: string;
	invoice_id: string;
	number: number;
	client_id: string;
	client_name: string;
	paid_on: string;
}

export interface BankLine {
	id: string;
	position: number;
	posted_on: string;
	amount_cents: number;
	memo: string;
	account: string | null;
	state: LineState;
	/** Only of open ones. */
	kind: LineKind | null;
	proposed_id: string | null;
	candidate_count: number;
	/** The best six. */
	candidates: LineCandidate[];
	/** The best six; whom the bank's text names first. */
	recorded: RecordedPayment[];
	/** What it paid came in by hand before, and was found again. */
	is_linked: boolean;
	/** What it paid. */
	invoice: {
		id: string;
		number: number;
		client_id: string;
		client_name: string;
		payment_status: string;
	} | null;
	repeats: { statement_id: string; file_name: string; position: number } | null;
	repeat_is_sure: boolean | null;
	decided_by_name: string | null;
	decided_at: string | null;
}

export interface StatementPage {
	statement: BankStatement;
	kinds: Partial<Record<LineKind, number>>;
	rows: BankLine[];
	/** Position of the last row, when more follow. */
	next: number | null;
}

/** What the address asks to see; anything else shows what is open. */
export function readShow(text: string | null): Show {
	return [...lineStates, ...lineKinds].find((one) => one === text) ?? 'open';
}

/** The invoice that is proposed; null where a person has to choose. */
export function proposalOf(line: BankLine): LineCandidate | null {
	if (line.kind !== 'sure' && line.kind !== 'likely') return null;
	return line.candidates.find(({ invoice_id }) => invoice_id === line.proposed_id) ?? null;
}
