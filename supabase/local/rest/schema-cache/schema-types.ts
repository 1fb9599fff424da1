/** What the engine knows about the database. Rebuilt whole on reload, never changed in place. */

export interface QualifiedName {
	schema: string;
	name: string;
}

export interface Column {
	name: string;
	description: string | null;
	isNullable: boolean;
	/** With domains resolved, as `format_type` writes it. */
	baseType: string;
	/** As declared; what JSON is read into. */
	type: string;
	maximumLength: number | null;
	/** SQL of the default, used by `Prefer: missing=default`. */
	default: string | null;
	enumValues: readonly string[];
}

export interface Table extends QualifiedName {
	description: string | null;
	isView: boolean;
	isInsertable: boolean;
	isUpdatable: boolean;
	isDeletable: boolean;
	primaryKey: readonly string[];
	columns: ReadonlyMap<string, Column>;
}

export type ColumnPair = readonly [column: string, foreignColumn: string];

export type Cardinality =
	| {
			kind: 'many-to-one' | 'one-to-many' | 'one-to-one';
			constraint: string;
			columns: readonly ColumnPair[];
	  }
	| {
			kind: 'many-to-many';
			junction: QualifiedName;
			constraint: string;
			foreignConstraint: string;
			/** Pairs of [column of the table, column of the junction]. */
			columns: readonly ColumnPair[];
			/** Pairs of [column of the foreign table, column of the junction]. */
			foreignColumns: readonly ColumnPair[];
	  };

export interface KeyRelationship {
	kind: 'key';
	table: QualifiedName;
	foreignTable: QualifiedName;
	isSelf: boolean;
	cardinality: Cardinality;
	isTableView: boolean;
	isForeignTableView: boolean;
}

export interface ComputedRelationship {
	kind: 'computed';
	table: QualifiedName;
	foreignTable: QualifiedName;
	function: QualifiedName;
	isToOne: boolean;
	isSelf: boolean;
}

export type Relationship = KeyRelationship | ComputedRelationship;

export interface Parameter {
	/** Empty when unnamed. */
	name: string;
	type: string;
	/** The type without a length that would cut the value. */
	castType: string;
	isRequired: boolean;
	isVariadic: boolean;
}

export interface Routine extends QualifiedName {
	description: string | null;
	parameters: readonly Parameter[];
	returnType: QualifiedName;
	/** Set when the declared type is a domain named like a media type: the value is the body. */
	mediaType: string | null;
	returnsSet: boolean;
	returnsComposite: boolean;
	volatility: 'immutable' | 'stable' | 'volatile';
	hasVariadic: boolean;
	isolation: string | null;
	/** The function's own SET clauses that must hold for the main statement too. */
	settings: readonly (readonly [name: string, value: string])[];
}

export interface SchemaCache {
	/** Exposed and unexposed tables by `key(schema, name)`; only exposed ones can be named in a request. */
	tables: ReadonlyMap<string, Table>;
	/** By `key` of the table from which one embeds. */
	relationships: ReadonlyMap<string, readonly Relationship[]>;
	/** By `key`; several when overloaded. */
	routines: ReadonlyMap<string, readonly Routine[]>;
	/** `ALTER ROLE … SET` of the roles that can be impersonated. */
	roleSettings: ReadonlyMap<string, readonly (readonly [name: string, value: string])[]>;
	/** `ALTER ROLE authenticator SET pgrst.…`, without the prefix. */
	configuration: ReadonlyMap<string, string>;
}

export function key(schema: string, name: string): string {
	return `${schema}\u0000${name}`;
}
