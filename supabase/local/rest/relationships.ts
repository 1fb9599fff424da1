import type { Catalog, CatalogTable } from './schema-cache/catalog-queries.ts';
import {
	key,
	type ColumnPair,
	type KeyRelationship,
	type QualifiedName,
	type Relationship
} from './schema-cache/schema-types.ts';
import type { ViewLineage } from './schema-cache/view-lineage.ts';

interface Link {
	table: CatalogTable;
	foreignTable: CatalogTable;
	constraint: string;
	columns: readonly ColumnPair[];
	isOneToOne: boolean;
}

/**
 * Every way to embed: foreign keys in both directions, foreign keys that views inherit from the
 * columns they show, junctions whose primary key holds both foreign keys, and functions from row to
 * rows, which take the place of a found relationship of the same name (reference §3.7).
 */
export function buildRelationships(
	catalog: Catalog,
	tables: ReadonlyMap<number, CatalogTable>,
	lineage: ViewLineage,
	exposedSchemas: readonly string[]
): Map<string, Relationship[]> {
	const links = withViews(foreignKeyLinks(catalog, tables), tables, lineage);
	const primaryKeys = primaryKeysOf(catalog, lineage);
	const isExposed = ({ schema }: QualifiedName) => exposedSchemas.includes(schema);
	const all: KeyRelationship[] = [
		...links.map(toForeign),
		...links.map(fromForeign),
		...junctions(links, primaryKeys)
	];
	const found = all.filter(
		(relationship) =>
			isExposed(relationship.table) &&
			isExposed(relationship.foreignTable) &&
			(relationship.cardinality.kind !== 'many-to-many' ||
				isExposed(relationship.cardinality.junction))
	);
	const byTable = new Map<string, Relationship[]>();
	const add = (relationship: Relationship) => {
		const at = key(relationship.table.schema, relationship.table.name);
		byTable.set(at, [...(byTable.get(at) ?? []), relationship]);
	};
	// A table whose relationships all lead through hidden ones is known all the same: no hint guesses.
	for (const { table, foreignTable } of all)
		if (isExposed(table) && table.schema === foreignTable.schema)
			byTable.set(key(table.schema, table.name), []);
	const computed = computedRelationships(catalog, tables);
	const overridden = new Set(
		computed.map(({ table, function: { schema, name } }) => pairKey(table, { schema, name }))
	);
	found
		.filter(({ table, foreignTable }) => !overridden.has(pairKey(table, foreignTable)))
		.forEach(add);
	computed
		.filter(({ table, foreignTable }) => isExposed(table) && isExposed(foreignTable))
		.forEach(add);
	return byTable;
}

const pairKey = (table: QualifiedName, other: QualifiedName) =>
	`${key(table.schema, table.name)}\u0000${key(other.schema, other.name)}`;

function foreignKeyLinks(catalog: Catalog, tables: ReadonlyMap<number, CatalogTable>): Link[] {
	return catalog.foreignKeys.flatMap(({ table, foreignTable, ...link }) => {
		const [from, to] = [tables.get(table), tables.get(foreignTable)];
		return from && to ? [{ ...link, table: from, foreignTable: to }] : [];
	});
}

/** A view takes part in a foreign key on a side when it shows all of that side's columns. */
function withViews(
	links: readonly Link[],
	tables: ReadonlyMap<number, CatalogTable>,
	lineage: ViewLineage
): Link[] {
	const viewsOf = (table: number, columns: readonly string[]) =>
		[...lineage].flatMap(([oid, shown]) => {
			const view = tables.get(oid);
			const choices = columns.map((column) => shown.get(table)?.get(column) ?? []);
			return view ? combinations(choices).map((names) => ({ view, names })) : [];
		});
	return links.flatMap((link) => {
		const own = { view: link.table, names: link.columns.map(([column]) => column) };
		const foreign = { view: link.foreignTable, names: link.columns.map(([, column]) => column) };
		return [own, ...viewsOf(link.table.oid, own.names)].flatMap((from) =>
			[foreign, ...viewsOf(link.foreignTable.oid, foreign.names)].map((to) => ({
				...link,
				table: from.view,
				foreignTable: to.view,
				columns: from.names.map((name, index) => [name, to.names[index]!] as const)
			}))
		);
	});
}

/** One element of each, in every combination; none when a choice is empty. */
function combinations(choices: readonly (readonly string[])[]): string[][] {
	return choices.reduce<string[][]>(
		(partial, choice) => partial.flatMap((names) => choice.map((name) => [...names, name])),
		[[]]
	);
}

function primaryKeysOf(catalog: Catalog, lineage: ViewLineage): Map<number, Set<string>> {
	const keys = new Map<number, Set<string>>(
		catalog.primaryKeys.map(({ table, columns }) => [table, new Set(columns)])
	);
	for (const [view, shown] of lineage) {
		const columns = catalog.primaryKeys.flatMap((primary) => {
			const names = primary.columns.map((column) => shown.get(primary.table)?.get(column)?.[0]);
			return names.every((name) => name !== undefined) ? (names as string[]) : [];
		});
		keys.set(view, new Set(columns));
	}
	return keys;
}

function toForeign(link: Link): KeyRelationship {
	return {
		...sides(link.table, link.foreignTable),
		cardinality: {
			kind: link.isOneToOne ? 'one-to-one' : 'many-to-one',
			constraint: link.constraint,
			columns: link.columns
		}
	};
}

function fromForeign(link: Link): KeyRelationship {
	return {
		...sides(link.foreignTable, link.table),
		cardinality: {
			kind: link.isOneToOne ? 'one-to-one' : 'one-to-many',
			constraint: link.constraint,
			columns: link.columns.map(([column, foreign]) => [foreign, column] as const)
		}
	};
}

function junctions(
	links: readonly Link[],
	primaryKeys: ReadonlyMap<number, ReadonlySet<string>>
): KeyRelationship[] {
	const byTable = new Map<number, Link[]>();
	for (const link of links.filter(({ isOneToOne }) => !isOneToOne))
		byTable.set(link.table.oid, [...(byTable.get(link.table.oid) ?? []), link]);
	return [...byTable].flatMap(([oid, group]) =>
		group.flatMap((near) =>
			group
				.filter(
					(far) =>
						far.constraint !== near.constraint &&
						[...near.columns, ...far.columns].every(([column]) => primaryKeys.get(oid)?.has(column))
				)
				.map((far) => ({
					...sides(near.foreignTable, far.foreignTable),
					cardinality: {
						kind: 'many-to-many' as const,
						junction: nameOf(near.table),
						constraint: near.constraint,
						foreignConstraint: far.constraint,
						columns: near.columns.map(([column, foreign]) => [foreign, column] as const),
						foreignColumns: far.columns.map(([column, foreign]) => [foreign, column] as const)
					}
				}))
		)
	);
}

function sides(table: CatalogTable, foreignTable: CatalogTable) {
	return {
		kind: 'key' as const,
		table: nameOf(table),
		foreignTable: nameOf(foreignTable),
		isSelf: table.oid === foreignTable.oid,
		isTableView: isView(table),
		isForeignTableView: isView(foreignTable)
	};
}

function computedRelationships(catalog: Catalog, tables: ReadonlyMap<number, CatalogTable>) {
	return catalog.computed.flatMap(({ schema, name, isToOne, table, foreignTable }) => {
		const [from, to] = [tables.get(table), tables.get(foreignTable)];
		if (!from || !to) return [];
		return [
			{
				kind: 'computed' as const,
				table: nameOf(from),
				foreignTable: nameOf(to),
				function: { schema, name },
				isToOne,
				isSelf: table === foreignTable
			}
		];
	});
}

const nameOf = ({ schema, name }: CatalogTable): QualifiedName => ({ schema, name });
const isView = ({ kind }: CatalogTable) => kind === 'v' || kind === 'm';
