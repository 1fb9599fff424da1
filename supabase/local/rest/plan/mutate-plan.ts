import { invalidPutFilters, unknownColumn } from '../errors.ts';
import type { Preferences } from '../preferences.ts';
import type { QueryParameters } from '../query-grammar/query-parameters.ts';
import type { Table, SchemaCache } from '../schema-cache/schema-types.ts';
import type { BodyColumn } from '../sql/body-sql.ts';
import { planLogic } from './plan-fields.ts';
import type { PlannedLogic, ReadNode } from './plan-types.ts';

export type Mutation = 'insert' | 'update' | 'upsert-one' | 'delete';

export interface MutatePlan {
	kind: Mutation;
	table: Table;
	columns: readonly BodyColumn[];
	body: string;
	where: readonly PlannedLogic[];
	conflict?: { action: 'merge' | 'ignore'; columns: readonly string[] };
	/** Columns handed back by RETURNING; none when nothing is shown. */
	returning: readonly string[];
	appliesDefaults: boolean;
}

export interface MutateRequest {
	kind: Mutation;
	table: Table;
	query: QueryParameters;
	preferences: Preferences;
	body: string;
	bodyKeys: readonly string[];
	read: ReadNode;
}

/** @throws RestError PGRST204 unknown column in the body, PGRST105 PUT without exactly the key */
export function planMutation(cache: SchemaCache, request: MutateRequest): MutatePlan {
	const { kind, table, query, preferences } = request;
	if (kind === 'upsert-one') checkPutFilters(table, query);
	const shown = preferences.returning === undefined || preferences.returning === 'minimal';
	return {
		kind,
		table,
		columns: kind === 'delete' ? [] : request.bodyKeys.map((name) => bodyColumn(table, name)),
		body: request.body,
		where:
			kind === 'insert'
				? []
				: [
						...query.filters
							.filter(({ path }) => path.length === 0)
							.map(({ value }) => planLogic(cache, table, { kind: 'filter', filter: value })),
						...query.logic
							.filter(({ path }) => path.length === 0)
							.map(({ value }) => planLogic(cache, table, value))
					],
		conflict: conflictOf(request),
		returning: shown ? [] : returningColumns(request.read, table.primaryKey),
		appliesDefaults: preferences.missing === 'default' && kind !== 'upsert-one'
	};
}

function bodyColumn(table: Table, name: string): BodyColumn {
	const column = table.columns.get(name);
	if (!column) throw unknownColumn(table.name, name);
	return { name, type: column.type, default: column.default };
}

function conflictOf({ kind, table, query, preferences }: MutateRequest): MutatePlan['conflict'] {
	if (kind === 'upsert-one') return { action: 'merge', columns: table.primaryKey };
	if (kind !== 'insert' || !preferences.resolution) return undefined;
	const action = preferences.resolution === 'merge-duplicates' ? 'merge' : 'ignore';
	return { action, columns: query.onConflict ?? table.primaryKey };
}

/** PUT replaces the one row that its URL names by the whole primary key. */
function checkPutFilters(
	{ primaryKey }: Table,
	{ filters, filterKeys, logic }: QueryParameters
): void {
	const names = new Set(filterKeys);
	const namesKey = primaryKey.length > 0 && names.size === primaryKey.length;
	const isEqual = filters.every(
		({ path, value: { negated, operation } }) =>
			path.length === 0 &&
			!negated &&
			operation.kind === 'compare' &&
			operation.operator === '=' &&
			operation.quantifier === undefined
	);
	const isExact = namesKey && primaryKey.every((column) => names.has(column));
	if (!isExact || !isEqual || logic.length > 0) throw invalidPutFilters();
}

/**
 * What RETURNING must hand over for the answer: the columns selected, those that embeds join on, and
 * the key for a Location. `*` alone when it is asked for, or when a function takes the whole row.
 */
export function returningColumns(read: ReadNode, primaryKey: readonly string[]): string[] {
	const names = read.select.map(({ field }) => field.name);
	const isWhole =
		names.includes('*') ||
		read.children.some(({ relationship }) => relationship?.kind === 'computed') ||
		(names.length === 0 && read.children.length === 0);
	if (isWhole) return ['*'];
	const joined = read.children.flatMap(({ relationship }) =>
		relationship?.kind === 'key' ? relationship.cardinality.columns.map(([column]) => column) : []
	);
	const ordered = read.order.flatMap(({ embedAlias, field }) =>
		embedAlias === undefined ? [field.name] : []
	);
	return [...new Set([...names, ...joined, ...ordered, ...primaryKey])];
}
