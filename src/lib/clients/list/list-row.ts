import type { ClientStatus, ClientSummary, PersonType } from '../client.ts';
import type { ListCursor } from './cursor.ts';
import type { PaymentStatus } from './filter.ts';

/** A client as a row of the list. */
export interface ListRow extends ClientSummary {
	paymentStatus: PaymentStatus;
	/** Units of use that remain; null: not metered. */
	sessionsLeft: number | null;
	city: string | null;
	state: string | null;
	isAnonymised: boolean;
}

export interface ListPage {
	rows: ListRow[];
	/** Where the next page begins; null after the last one. */
	next: ListCursor | null;
}

/** Rows read again by id. */
export interface ReadAgain {
	/** Those that still exist, in no order. */
	rows: ListRow[];
	/** Ids of those that the filter still lets through. */
	matching: string[];
}

/** How many clients each quick tab holds, exactly. */
export interface ClientTotals {
	all: number;
	active: number;
	inactive: number;
	delinquent: number;
	suspended: number;
	archived: number;
}

export interface ListCounts {
	totals: ClientTotals;
	/** Of the current filter; unless that is a tab's, `countCap` stands for that many or more. */
	count: number;
}

/** What the live list asks of its page. */
export interface LiveListOptions {
	/** Filters and order of what is shown. */
	query: () => string;
	/** Whether that order is newest first: then it is known where a new client belongs. */
	isNewestFirst: () => boolean;
	/** Where rows are read: `/…/clients/rows?`, the list's query, and this. */
	read: <Answer>(more: string) => Promise<Answer>;
	/** Something was changed that may be in any list. */
	onNews: () => void;
	onArrived: (rows: ListRow[]) => void;
	onCounted: (counts: ListCounts) => void;
}

/** A row of `client_list` as the database writes it, as far as the list shows it. */
export interface StoredRow {
	id: string;
	number: number;
	person_type: PersonType;
	name: string;
	trade_name: string | null;
	document: string | null;
	email: string | null;
	phone_hint: string | null;
	city: string | null;
	state: string | null;
	created_at: string;
	anonymised: boolean;
	plan_name: string | null;
	status: ClientStatus;
	is_suspended: boolean;
	is_delinquent: boolean;
	payment_status: PaymentStatus;
	sessions_left: number | null;
	due_on: string | null;
	last_paid_on: string | null;
}

export function listRow(stored: StoredRow): ListRow {
	return {
		id: stored.id,
		number: stored.number,
		personType: stored.person_type,
		name: stored.name,
		tradeName: stored.trade_name,
		document: stored.document,
		email: stored.email,
		phoneHint: stored.phone_hint,
		city: stored.city,
		state: stored.state,
		createdAt: stored.created_at,
		isAnonymised: stored.anonymised,
		planName: stored.plan_name,
		status: stored.status,
		isSuspended: stored.is_suspended,
		isDelinquent: stored.is_delinquent,
		paymentStatus: stored.payment_status,
		sessionsLeft: stored.sessions_left,
		dueOn: stored.due_on,
		lastPaidOn: stored.last_paid_on
	};
}
