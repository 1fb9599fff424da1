import type { SubscriptionStatus } from '#lib/subscriptions/subscription.ts';
import type { ClientStatus } from '../client.ts';

export type PaymentStatus = 'none' | 'settled' | 'awaiting' | 'overdue';
export type SuspensionReason = 'overdue' | 'manual' | 'abuse';

/** Why a client stands as it stands, as the database derives it. Cents, `yyyy-mm-dd`, instants ISO 8601. */
export interface Standing {
	status: {
		value: ClientStatus;
		/** Since when it is active or archived; null while a plan that was activated before instants were kept. */
		since: string | null;
		/** The one that decides: active, else suspended, else pending. */
		subscription: {
			id: string;
			status: SubscriptionStatus;
			plan_name: string;
			created_at: string;
			activated_at: string | null;
			/** Its oldest unpaid invoice. */
			awaits: { id: string; number: number; due_on: string } | null;
		} | null;
	};
	archived: { at: string; by: string | null } | null;
	suspended: {
		/** Null when a subscription, not the client, is suspended. */
		since: string | null;
		reason: SuspensionReason;
		note: string | null;
		by: string | null;
	} | null;
	delinquent: {
		/** The one that is late for longest. */
		invoice: {
			id: string;
			number: number;
			due_on: string;
			open_cents: number;
			days_late: number;
		};
		count: number;
		open_cents: number;
	} | null;
	payment: {
		value: PaymentStatus;
		/** Of the oldest unpaid invoice. */
		due_on: string | null;
		invoice_id: string | null;
		invoice_number: number | null;
		last_paid_on: string | null;
		last_invoice_id: string | null;
		last_invoice_number: number | null;
	};
	/** Columns of the client that a boleto or a service note needs and that are empty. */
	missing: { boleto: MissingField[]; note: MissingField[] };
	/** How many invoices it has; with any it cannot be deleted. */
	invoices: number;
	deletable: boolean;
}

export type MissingField =
	'document' | 'email' | 'postal_code' | 'street' | 'street_number' | 'district' | 'city' | 'state';
