/** A client that may be the same as another, since one of the two signed up by itself. */
export interface SignUpTwin {
	id: string;
	number: number;
	name: string;
	tradeName: string | null;
	isArchived: boolean;
	matchedBy: ('document' | 'email')[];
}
