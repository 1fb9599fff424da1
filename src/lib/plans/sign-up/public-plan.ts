import type { ClientField } from '#lib/clients/client-fields.ts';
import type { RequestBrand } from '#lib/data-requests/open-request.ts';

/** Who sells, as strangers may know it. */
export type PublicBrand = RequestBrand & { legal_name: string | null; document: string | null };

/** What the public link of a plan offers, as `show_public_plan()` tells it; cents. */
export interface PublicPlan {
	reseller: PublicBrand;
	name: string;
	description: string | null;
	version: number;
	session_quota: number | null;
	trial_days: number;
	cycles_limit: number | null;
	first_due_on: string;
	prices: PeriodPrice[];
	agreement: { version: number; body: string; sha256: string; written_at: string } | null;
}

export interface PeriodPrice {
	months: number;
	total_cents: number;
	month_cents: number;
	/** Against as many single months. */
	saved_cents: number;
}

/** What became of a sign-up, as `show_sign_up()` tells it; cents. */
export interface SignedUp {
	reseller: PublicBrand;
	plan_name: string;
	interval_months: number;
	state: 'awaiting' | 'paid' | 'canceled' | 'trial';
	trial_ends_on: string | null;
	invoice: {
		number: number;
		due_on: string;
		total_cents: number;
		open_cents: number;
		pix_txid: string;
	} | null;
	pix: { key: string; merchant_name: string; merchant_city: string } | null;
	/** The last part of the invoice's public link. */
	pay_token: string | null;
}

/** What whoever signs up says about itself. */
export const signUpFields: ReadonlySet<ClientField> = new Set<ClientField>([
	...(['personType', 'name', 'tradeName', 'document', 'email', 'phones', 'postalCode'] as const),
	...(['street', 'streetNumber', 'complement', 'district', 'city', 'state'] as const)
]);

/** How much less a period is than as many single months, in whole percent. */
export function savedPercent({ total_cents, saved_cents }: PeriodPrice): number {
	return saved_cents === 0 ? 0 : Math.round((saved_cents / (total_cents + saved_cents)) * 100);
}
