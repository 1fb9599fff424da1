/** A card that the provider keeps: what may be shown of it. */
export interface PaymentProfile {
	id: string;
	brand: string | null;
	lastFour: string | null;
	expiresMonth: number | null;
	expiresYear: number | null;
	createdAt: string;
}
