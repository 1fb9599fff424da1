import type { ChargeFact, ChargeMethod } from '../_shared/gateway/port.ts';
import type { ProviderAccount } from '../_shared/gateway/providers.ts';

/** A command as `take_gateway_command` leases it, with what is wanted as of then. */
export interface Command {
	id: string;
	lease: string;
	attempts: number;
	name:
		| 'create_charge'
		| 'update_charge'
		| 'cancel_charge'
		| 'refund_charge'
		| 'pay_by_card'
		| 'connect'
		| 'reconcile';
	account_id: string;
	account: ProviderAccount;
	data: unknown;
}

export interface WantedCharge {
	version: number;
	/** Ours; the provider keeps it as the reference. */
	charge_id: string;
	provider_charge_id: string | null;
	is_wanted: boolean;
	amount_cents: number;
	due_on: string;
	method: ChargeMethod | null;
	fine_bps: number;
	interest_bps: number;
	invoice_number: number;
	/** Of the card to pay with; absent or null: none. */
	card_token?: string | null;
	/** How much is to have gone back in all. */
	refund_cents: number;
	customer: {
		known_id: string | null;
		reference: string;
		name: string;
		document: string;
		email: string | null;
	};
}

export interface WantedWebhook {
	webhook_url: string;
	/** null once the provider has it. */
	webhook_token: string | null;
	email: string | null;
}

export interface WantedReconcile {
	since_on: string;
	charges: string[];
}

/** What was learned on the way, for `finish_gateway_command`. */
export interface Learned {
	version?: number;
	amount_cents?: number;
	due_on?: string;
	fine_bps?: number;
	interest_bps?: number;
	customer_id?: string;
	facts?: ChargeFact[];
	pix_code?: string | null;
	boleto_line?: string | null;
	/** Why the card was. */
	card_refused?: string;
	error?: string;
}
