/** What the ids of some entries stand for, as far as the reader may know; what is gone is absent. */
export interface EntryNames {
	/** People, members, clients, plans, invoices…, by id. */
	ids: Record<string, string>;
	/** Clients that exist, by id. */
	clients: Record<string, { name: string; number: number }>;
	/** Invoices that exist, by id. */
	invoices: Record<string, { number: number; clientId: string }>;
	/** Why somebody acted in another's place, by impersonation. */
	reasons: Record<string, string>;
}

export function noNames(): EntryNames {
	return { ids: {}, clients: {}, invoices: {}, reasons: {} };
}

export function mergeNames(one: EntryNames, other: EntryNames): EntryNames {
	return {
		ids: { ...one.ids, ...other.ids },
		clients: { ...one.clients, ...other.clients },
		invoices: { ...one.invoices, ...other.invoices },
		reasons: { ...one.reasons, ...other.reasons }
	};
}
