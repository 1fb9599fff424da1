import { parseMoney } from '#lib/format/money.ts';

/** How a reseller collects; the columns of billing_settings. */
export interface BillingSettings {
	/** As the DICT keeps it; null: invoices carry no Pix code. */
	pixKey: string | null;
	pixMerchantName: string | null;
	pixMerchantCity: string | null;
	issueDaysBefore: number;
	/** From the last day on which an invoice can be paid in time; before it negative. */
	reminderDays: number[];
	pendingDays: number;
	blockDays: number;
	minNoticeDays: number;
	trustDays: number;
	/** Releases that a client may give itself within trustWindowDays; 0: none. */
	trustLimit: number;
	trustWindowDays: number;
	billWhileSuspended: boolean;
	oneOffBlocks: boolean;
	countsBusinessDays: boolean;
	creditAuto: boolean;
	payMethods: PayMethod[];
	/** From the due date of a public sign-up that nobody pays; 0: never. */
	signUpExpiryDays: number;
}

export const payMethods = ['pix', 'boleto', 'card'] as const;
export type PayMethod = (typeof payMethods)[number];

/** What lateness costs, in basis points: 200 is 2 %. */
export interface LateRates {
	fineBps: number;
	/** Per month, pro rata per day. */
	interestBps: number;
}

export interface LateRatesVersion extends LateRates {
	id: string;
	version: number;
	createdAt: string;
}

/** What an invoice would cost; cents. */
export interface LateExample {
	fineCents: number;
	interestCents: number;
	dueCents: number;
}

/** The example that the settings work out. */
export const example = { principalCents: 10_000, days: 10 } as const;

/** What consumers may be asked at most (CDC, art. 52 §1). */
export const consumerFineBps = 200;

export interface Holiday {
	onDate: string;
	name: string;
	isNational: boolean;
	/** The reseller has said something of this day. */
	isOwn: boolean;
	/** One works on it here. */
	isBusiness: boolean;
}

/** Manual de Padrões para Iniciação do Pix, fields 59 and 60. */
export const pixLimits = { name: 25, city: 15 } as const;

/** Basis points of a percentage as typed (`2`, `0,33 %`); null when it is none, or beyond 0 to 10 %. */
export function readRate(typed: string): number | null {
	const bps = parseMoney(typed.replace(/\s*%\s*$/, ''));
	return bps !== null && bps >= 0 && bps <= 1000 ? bps : null;
}

/** As it stands in a field: `0,33`. */
export function writeRate(bps: number, locale: string): string {
	return new Intl.NumberFormat(locale, { maximumFractionDigits: 2 }).format(bps / 100);
}
