/** A client as the palette shows it. */
export interface ClientHit {
	id: string;
	number: number;
	name: string;
	tradeName: string | null;
	document: string | null;
	isArchived: boolean;
}
