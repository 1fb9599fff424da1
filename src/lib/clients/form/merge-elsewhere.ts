import {
	fieldOfColumn,
	sameValue,
	type ClientColumn,
	type ClientField,
	type StoredClient,
	type StoredValue
} from '../client-fields.ts';

export interface Merge {
	/** What this form counts as known from now on. */
	base: StoredClient;
	/** Fields that somebody else changed and this person has not touched: to be shown anew. */
	taken: Partial<Record<ClientField, StoredValue>>;
	/** Fields that both changed, with the other's value. */
	conflicts: Partial<Record<ClientField, StoredValue>>;
}

/**
 * What becomes of an open form when the client changed elsewhere.
 * @param mine the form as it would be stored; a column it does not have is not asked
 * @param base the columns as they stood when the form was opened or last agreed with
 * @param fresh the columns as they stand now
 */
export function mergeElsewhere(mine: StoredClient, base: StoredClient, fresh: StoredClient): Merge {
	const merge: Merge = { base: { ...base }, taken: {}, conflicts: {} };
	for (const [name, now = null] of Object.entries(fresh)) {
		const column = name as ClientColumn;
		const field = fieldOfColumn(column);
		if (!field || sameValue(now, base[column])) continue;
		const isTouched = column in mine && !sameValue(mine[column], base[column]);
		if (isTouched && !sameValue(mine[column], now)) {
			merge.conflicts[field] = now;
			continue;
		}
		merge.base[column] = now;
		if (!isTouched) merge.taken[field] = now;
	}
	return merge;
}

/** The columns that a person changed, with their values. */
export function changedColumns(mine: StoredClient, base: StoredClient): StoredClient {
	return Object.fromEntries(
		Object.entries(mine).filter(
			([column, value]) => !sameValue(value, base[column as ClientColumn])
		)
	);
}

/** The columns that a form is based on; none when it carries something else. */
export function baseOf({ base }: { base: string }): StoredClient {
	try {
		const parsed: unknown = JSON.parse(base);
		const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
		return isObject ? (parsed as StoredClient) : {};
	} catch {
		return {};
	}
}
