/** A pack of extra sessions that the reseller sells. */
export interface SessionPack {
	id: string;
	name: string;
	sessions: number;
	priceCents: number;
	/** Clients may buy it by themselves. */
	inPortal: boolean;
	isActive: boolean;
}

/** A pack as a client is offered it: one of the reseller's, or the one that its plan comes with. */
export interface PackOffer {
	id: string;
	isOfPlan: boolean;
	name: string;
	sessions: number;
	priceCents: number;
	version: number;
}

export interface PackOffers {
	/** Code of why the client cannot buy just now. */
	refusal: string | null;
	/** Of an invoice that is issued today. */
	dueOn: string;
	payer: 'client' | 'agency';
	/** What the client's credit would pay by itself. */
	creditCents: number;
	packs: PackOffer[];
}

/** When the sessions of a purchase come. */
export const grantings = ['on_payment', 'now'] as const;
export type Granting = (typeof grantings)[number];

/** `taken_back`: it is not paid for any more. */
export type PurchaseState = 'awaiting' | 'granted' | 'taken_back' | 'canceled';

export interface SessionPurchase {
	id: string;
	packName: string;
	packSessions: number;
	packPriceCents: number;
	packs: number;
	sessions: number;
	totalCents: number;
	granting: Granting;
	state: PurchaseState;
	/** How many of its sessions came back when it was taken back; the rest had been used. */
	takenBack: number;
	createdAt: string;
	grantedAt: string | null;
	/** Bought in the portal. */
	byClient: boolean;
	/** For staff. */
	boughtBy: string | null;
	/** Null: it was free. */
	invoiceId: string | null;
	invoiceNumber: number | null;
}

/** What is ordered, as the form names it: which pack, in the version that is shown. */
export function choiceOf({ id, version }: Pick<PackOffer, 'id' | 'version'>): string {
	return `${id}.${version}`;
}

/** What a purchase would cost and bring; the database computes it anew. */
export function previewPurchase(
	pack: Pick<PackOffer, 'sessions' | 'priceCents'>,
	packs: number,
	{ creditCents }: Pick<PackOffers, 'creditCents'>
) {
	const totalCents = pack.priceCents * packs;
	const fromCreditCents = Math.min(creditCents, totalCents);
	return {
		sessions: pack.sessions * packs,
		totalCents,
		fromCreditCents,
		toPayCents: totalCents - fromCreditCents
	};
}

/** A whole number of packs that can be sold at once; null for anything else. */
export function packsOf(typed: number): number | null {
	return Number.isInteger(typed) && typed >= 1 && typed <= mostPacks ? typed : null;
}

/** The constraint session_pack_count_invalid. */
export const mostPacks = 100;
