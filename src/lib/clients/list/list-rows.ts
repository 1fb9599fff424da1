import type { ReadAgain } from './list-row.ts';

/** What a row is made of. */
export const tablesOfRows = [
	'clients',
	'client_phones',
	'subscriptions',
	'suspensions',
	'invoices',
	'payments'
];

interface Row {
	id: string;
	createdAt: string;
}

/** What has become of a row that is still shown: the filter no longer lets it through, or it was deleted. */
export type Fate = 'left' | 'gone';
export type Fates = ReadonlyMap<string, Fate>;

export interface Patch<R extends Row> {
	rows: R[];
	fates: Fates;
	/** Rows that belong to the list and do not stand in it yet. */
	strangers: R[];
}

/**
 * Brings freshly read rows into the list without moving any: known ones are replaced where they stand, and what no
 * longer belongs there stays, marked.
 * @param asked ids that were read again
 */
export function patchRows<R extends Row>(
	rows: R[],
	fates: Fates,
	read: Pick<ReadAgain, 'matching'> & { rows: R[] },
	asked: Iterable<string>
): Patch<R> {
	const found = new Map(read.rows.map((row) => [row.id, row]));
	const matching = new Set(read.matching);
	const known = new Set(rows.map(({ id }) => id));
	const changed = new Map(fates);
	for (const id of asked) {
		if (!known.has(id)) continue;
		if (!found.has(id)) changed.set(id, 'gone');
		else if (!matching.has(id)) changed.set(id, 'left');
		else changed.delete(id);
	}
	return {
		rows: rows.map((row) => unlessEqual(row, found.get(row.id))),
		fates: changed,
		strangers: read.rows.filter(({ id }) => !known.has(id) && matching.has(id))
	};
}

/**
 * Strangers that are to be announced. Newest first, those that stand among the rows shown; in another order nobody knows
 * where one stands without looking, so only what is news in itself, unless all rows are there.
 */
export function newsAmong<R extends Row>(
	strangers: R[],
	rows: readonly R[],
	{
		isWhole,
		isNewestFirst,
		isNews
	}: { isWhole: boolean; isNewestFirst: boolean; isNews: (row: R) => boolean }
): R[] {
	if (isWhole) return strangers;
	return strangers.filter((row) => (isNewestFirst ? !isOlder(row, rows) : isNews(row)));
}

/** Whether a client stands above the first row of a list sorted by newest first. */
export function isNewer(row: Row, rows: readonly Row[]): boolean {
	const [first] = rows;
	return !first || newestFirst(row, first) < 0;
}

/** Whether a client belongs below the last row of a list sorted by newest first. */
function isOlder(row: Row, rows: readonly Row[]): boolean {
	const last = rows.at(-1);
	return !!last && newestFirst(row, last) > 0;
}

function newestFirst(one: Row, other: Row): number {
	// Text order is time order: the database gives every instant in the same form, and ids break ties as in SQL.
	if (one.createdAt !== other.createdAt) return one.createdAt > other.createdAt ? -1 : 1;
	if (one.id === other.id) return 0;
	return one.id > other.id ? -1 : 1;
}

const mostKept = 1_000;

/** Rows by id as they were shown last: one that is read again and has not changed stays the same object. */
export class KnownRows<R extends Row> {
	#rows = new Map<string, R>();

	settle(rows: R[]): R[] {
		const settled = rows.map((row) => {
			const known = this.#rows.get(row.id);
			return known ? unlessEqual(known, row) : row;
		});
		if (this.#rows.size > mostKept) this.#rows.clear();
		for (const row of settled) this.#rows.set(row.id, row);
		return settled;
	}
}

/** The page draws a row again only when it is another object. */
function unlessEqual<R>(row: R, fresh: R | undefined): R {
	return fresh && JSON.stringify(fresh) !== JSON.stringify(row) ? fresh : row;
}
