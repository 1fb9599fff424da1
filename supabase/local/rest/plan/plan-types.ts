import type { Aggregate, JoinType, JsonStep, Operation } from '../query-grammar/syntax.ts';
import type { QualifiedName, Relationship } from '../schema-cache/schema-types.ts';

/** Rows from `offset` (0-based) on, at most `limit` of them. */
export interface RowRange {
	offset: bigint;
	limit: bigint | null;
}

export const everyRow: RowRange = { offset: 0n, limit: null };

export interface PlannedField {
	name: string;
	path: readonly JsonStep[];
	/** Whether `->` works on the column as it is; else it is wrapped in `to_jsonb`. */
	isJson: boolean;
	/** Whether `@@` works on the column as it is; else it is wrapped in `to_tsvector`. */
	isSearchVector: boolean;
	/** `count()` of an embedded row: the row itself is meant. */
	isWholeRow?: boolean;
}

export interface PlannedColumn {
	field: PlannedField;
	alias?: string;
	cast?: string;
	aggregate?: Aggregate;
	aggregateCast?: string;
}

export type PlannedLogic =
	| { kind: 'filter'; field: PlannedField; negated: boolean; operation: Operation }
	| { kind: 'embed-null'; alias: string; isNull: boolean }
	| { kind: 'group'; negated: boolean; operator: 'and' | 'or'; members: PlannedLogic[] };

export interface PlannedOrder {
	/** SQL alias of the embed to order by, or none for the node's own columns. */
	embedAlias?: string;
	/** Name of the embed as requested, until it is resolved. */
	relation?: string;
	field: PlannedField;
	direction?: 'ASC' | 'DESC';
	nulls?: 'NULLS FIRST' | 'NULLS LAST';
}

export interface JoinCondition {
	left: { table: QualifiedName; column: string };
	right: { table: QualifiedName; column: string };
}

/** One resource of a request, with what is embedded in it. */
export interface ReadNode {
	from: QualifiedName;
	/** SQL alias; none when the table's own name serves. */
	alias?: string;
	/** The name and alias in the request. */
	name: string;
	requestedAlias?: string;
	hint?: string;
	join?: JoinType;
	spread?: 'to-one' | 'to-many';
	depth: number;
	relationship?: Relationship;
	/** What a computed relationship's function is called with. */
	functionArgument?: { alias: QualifiedName; rowType: QualifiedName };
	joinConditions: JoinCondition[];
	/** SQL alias of the joined sub-select. */
	embedAlias: string;
	select: PlannedColumn[];
	where: PlannedLogic[];
	order: PlannedOrder[];
	range: RowRange;
	children: ReadNode[];
	/** Columns that a to-many spread selects only to order its arrays. */
	spreadOrder: { column: PlannedColumn; embedAlias?: string; order: PlannedOrder }[];
	/** Set when a filter, order or limit named the target although it has an alias. */
	wasNamedByTarget: boolean;
	/** What the parent selects of this node. */
	output: EmbedOutput;
}

export type EmbedOutput =
	| { kind: 'none' }
	| { kind: 'object' | 'array'; name: string }
	| { kind: 'spread'; columns: SpreadColumn[] };

export interface SpreadColumn {
	name: string;
	alias?: string;
	aggregate?: Aggregate;
	aggregateCast?: string;
}
