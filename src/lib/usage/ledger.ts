export type LedgerKind = 'grant' | 'use' | 'expiry' | 'correction';

/** One part of what came in or went out, as `session_ledger` answers. */
export interface LedgerEntry {
	id: number;
	kind: LedgerKind;
	/** Signed: what came in, what went out. */
	quota: number;
	extras: number;
	/** Use beyond both. */
	overage: number;
	/** Use of a plan without a quota. */
	unmetered: number;
	subscription_id: string | null;
	/** Of the quota that was moved. */
	plan_name: string | null;
	period_starts_on: string | null;
	occurred_at: string;
	recorded_at: string;
	/** As the sender named it; not told to a client's users. */
	key: string | null;
	/** A word of the staff, or a code of ours. */
	reason: string | null;
	recorded_by: string | null;
}

export interface LedgerPage {
	/** Latest use first. */
	rows: LedgerEntry[];
	/** Where the next page begins, as it stands in the address; null at the end. */
	next: string | null;
}

export type LedgerSource = 'quota' | 'extras' | 'overage' | 'unmetered';

/** Where it went out of, or came into. */
export function sourceOf(entry: LedgerEntry): LedgerSource {
	if (entry.overage !== 0) return 'overage';
	if (entry.unmetered !== 0) return 'unmetered';
	return entry.extras !== 0 ? 'extras' : 'quota';
}

/** What came in (more than 0) or went out (less); use beyond everything counts as going out. */
export function amountOf({ quota, extras, overage, unmetered }: LedgerEntry): number {
	return quota + extras - overage - unmetered;
}

/** How much of it was use. */
export function usedIn(entries: readonly LedgerEntry[]): number {
	return entries
		.filter(({ kind }) => kind === 'use')
		.reduce((sum, entry) => sum - amountOf(entry), 0);
}

/**
 * A fresh first page above the rows that are shown already.
 * @returns null where the two do not meet: so much came in between that the list would have to begin anew
 */
export function onTop(fresh: LedgerPage, shown: LedgerPage): LedgerPage | null {
	const arrived = new Set(fresh.rows.map(({ id }) => id));
	const rest = shown.rows.filter(({ id }) => !arrived.has(id));
	if (rest.length === shown.rows.length && shown.rows.length > 0) return null;
	return { rows: [...fresh.rows, ...rest], next: rest.length > 0 ? shown.next : fresh.next };
}
