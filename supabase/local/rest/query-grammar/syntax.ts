/** The abstract syntax of a REST query string (reference §3.2). Nothing here knows the database. */

export type JsonStep =
	{ arrow: '->' | '->>'; key: string } | { arrow: '->' | '->>'; index: string };

export interface Field {
	name: string;
	path: readonly JsonStep[];
}

export type Aggregate = 'sum' | 'avg' | 'count' | 'max' | 'min';

export interface SelectColumn {
	kind: 'column';
	field: Field;
	alias?: string;
	cast?: string;
	aggregate?: Aggregate;
	aggregateCast?: string;
}

export type JoinType = 'left' | 'inner';

export interface SelectEmbed {
	kind: 'embed';
	relation: string;
	alias?: string;
	hint?: string;
	join?: JoinType;
	spread: boolean;
	select: readonly SelectItem[];
}

export type SelectItem = SelectColumn | SelectEmbed;

export type IsValue = 'NULL' | 'NOT NULL' | 'TRUE' | 'FALSE' | 'UNKNOWN';

export type Operation =
	| { kind: 'compare'; operator: string; quantifier?: 'any' | 'all'; value: string }
	| { kind: 'in'; values: readonly string[] }
	| { kind: 'is'; value: IsValue }
	| { kind: 'distinct'; value: string }
	| { kind: 'search'; queryFunction: string; language?: string; value: string };

export interface Filter {
	field: Field;
	negated: boolean;
	operation: Operation;
}

export type LogicTree =
	| { kind: 'filter'; filter: Filter }
	| { kind: 'group'; negated: boolean; operator: 'and' | 'or'; members: readonly LogicTree[] };

export interface OrderTerm {
	/** Set when the term orders by a column of an embedded to-one resource. */
	relation?: string;
	field: Field;
	direction?: 'ASC' | 'DESC';
	nulls?: 'NULLS FIRST' | 'NULLS LAST';
}

/** Names of embedded resources from the root to the one meant; empty for the root. */
export type EmbedPath = readonly string[];
