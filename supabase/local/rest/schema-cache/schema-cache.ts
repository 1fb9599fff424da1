import { buildRelationships } from '../relationships.ts';
import type { Catalog, CatalogRoutine, CatalogTable } from './catalog-queries.ts';
import { key, type Routine, type SchemaCache, type Table } from './schema-types.ts';
import { traceViewColumns, type ViewLineage } from './view-lineage.ts';

/**
 * @param catalog what `catalogQuery` answered
 * @param exposedSchemas only tables, views, junctions and functions in these can be reached
 * @param hoistedSettings names of a function's SET clauses that must hold for the whole transaction
 */
export function buildSchemaCache(
	catalog: Catalog,
	exposedSchemas: readonly string[],
	hoistedSettings: readonly string[]
): SchemaCache {
	const lineage = traceViewColumns(catalog);
	const allTables = new Map(catalog.tables.map((table) => [table.oid, table]));
	const exposed = catalog.tables.filter((table) => exposedSchemas.includes(table.schema));
	return {
		tables: new Map(
			exposed.map((table) => [key(table.schema, table.name), tableOf(table, catalog, lineage)])
		),
		relationships: buildRelationships(catalog, allTables, lineage, exposedSchemas),
		routines: groupBy(
			catalog.routines.filter(isCallable).map((routine) => routineOf(routine, hoistedSettings)),
			(routine) => key(routine.schema, routine.name)
		),
		roleSettings: roleSettings(catalog),
		configuration: new Map(
			catalog.settings
				.filter(([role, name]) => role === catalog.sessionUser && name.startsWith('pgrst.'))
				.map(([, name, value]) => [name.slice('pgrst.'.length), value])
		)
	};
}

function tableOf(table: CatalogTable, catalog: Catalog, lineage: ViewLineage): Table {
	const isView = table.kind === 'v' || table.kind === 'm';
	return {
		...table,
		isView,
		primaryKey: isView ? viewPrimaryKey(table.oid, catalog, lineage) : table.primaryKey,
		columns: new Map(table.columns.map((column) => [column.name, column]))
	};
}

/** A view has the primary keys of the tables of which it shows all key columns. */
function viewPrimaryKey(view: number, catalog: Catalog, lineage: ViewLineage): string[] {
	const shown = lineage.get(view);
	if (!shown) return [];
	return catalog.primaryKeys.flatMap(({ table, columns }) => {
		const viewColumns = columns.map((column) => shown.get(table)?.get(column)?.[0]);
		return viewColumns.every((column) => column !== undefined) ? (viewColumns as string[]) : [];
	});
}

/** Arguments are passed by name; the only unnamed one that can be filled is a whole body. */
function isCallable(routine: CatalogRoutine): boolean {
	const unnamed = routine.parameters.filter((parameter) => parameter.name === '');
	if (unnamed.length === 0) return true;
	return (
		routine.parameters.length === 1 &&
		['bytea', 'json', 'jsonb', 'text', 'xml'].includes(unnamed[0]!.type)
	);
}

function routineOf(routine: CatalogRoutine, hoistedSettings: readonly string[]): Routine {
	const settings = (routine.settings ?? []).map(
		(setting) =>
			[setting.slice(0, setting.indexOf('=')), setting.slice(setting.indexOf('=') + 1)] as const
	);
	return {
		schema: routine.schema,
		name: routine.name,
		description: routine.description,
		parameters: routine.parameters.map((parameter) => ({
			...parameter,
			castType: uncutType[parameter.type] ?? parameter.type
		})),
		returnType: { schema: routine.return_schema, name: routine.return_name },
		mediaType: routine.returns_set ? null : routine.media_type,
		returnsSet: routine.returns_set,
		returnsComposite: routine.returns_composite,
		volatility: volatilities[routine.volatility],
		hasVariadic: routine.has_variadic,
		isolation: settings.find(([name]) => name === 'default_transaction_isolation')?.[1] ?? null,
		settings: settings.filter(([name]) => hoistedSettings.includes(name))
	};
}

const volatilities = { i: 'immutable', s: 'stable', v: 'volatile' } as const;

/** Without a length these types mean a length of one. */
const uncutType: Record<string, string> = {
	bit: 'bit varying',
	'bit[]': 'bit varying[]',
	character: 'character varying',
	'character[]': 'character varying[]'
};

/** The database's own setting (listed last) beats the one for all databases. */
function roleSettings(catalog: Catalog): SchemaCache['roleSettings'] {
	const byRole = new Map<string, Map<string, string>>();
	for (const [role, name, value] of catalog.settings) {
		if (role === catalog.sessionUser || name.startsWith('pgrst.') || unsettable.has(name)) continue;
		byRole.set(role, (byRole.get(role) ?? new Map<string, string>()).set(name, value));
	}
	return new Map([...byRole].map(([role, settings]) => [role, [...settings]]));
}

/** The request decides these. */
const unsettable = new Set(['search_path', 'role', 'session_authorization']);

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const item of items) {
		const group = groups.get(keyOf(item));
		if (group) group.push(item);
		else groups.set(keyOf(item), [item]);
	}
	return groups;
}
