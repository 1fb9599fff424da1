/** A client list that somebody keeps under a name. */
export interface ClientView {
	id: string;
	name: string;
	/** Filters, order and columns, as `queryOf` writes them. */
	query: string;
	isShared: boolean;
	/** Whose it is: others may use a shared one, not change it. */
	ownerId: string;
}
