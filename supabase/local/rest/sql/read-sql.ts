import type { PlannedColumn, ReadNode, SpreadColumn } from '../plan/plan-types.ts';
import type { QualifiedName } from '../schema-cache/schema-types.ts';
import {
	columnSql,
	fieldSql,
	joinConditionSql,
	logicSql,
	orderSql,
	whereSql
} from './filter-sql.ts';
import {
	identifier,
	join,
	nothing,
	parameter,
	qualified,
	sql,
	trusted,
	type Fragment
} from './fragment.ts';

/** The SELECT of a node; what is embedded is joined laterally and comes out as JSON (reference §3.3). */
export function readSql(node: ReadNode): Fragment {
	const table = tableOf(node);
	const conditions = [
		...node.where.map((logic) => logicSql(table, logic)),
		...node.joinConditions.map(joinConditionSql)
	];
	return sql`SELECT ${join(selected(node), ', ')}${fromSql(node)}${join(node.children.map(lateralSql), '')}${whereSql(conditions)}${groupSql(node)}${orderSql(table, node.order)}${rangeSql(node)}`;
}

/** Counts the root's rows without its range; an inner join counts as a condition that a row exists. */
export function countSql(node: ReadNode): Fragment {
	const exists = (child: ReadNode) => sql`EXISTS (${countSql(child)})`;
	const embedNull = (alias: string, isNull: boolean) => {
		const child = node.children.find(({ embedAlias }) => embedAlias === alias);
		if (!child) return nothing;
		return isNull ? sql`NOT ${exists(child)}` : exists(child);
	};
	const conditions = [
		...node.where.map((logic) => logicSql(tableOf(node), logic, embedNull)),
		...node.joinConditions.map(joinConditionSql),
		...node.children.filter((child) => child.join === 'inner').map(exists)
	];
	return sql`SELECT 1${fromSql(node)}${whereSql(conditions)}`;
}

function tableOf(node: ReadNode): QualifiedName {
	return node.alias === undefined ? node.from : { schema: '', name: node.alias };
}

function fromSql(node: ReadNode): Fragment {
	const { relationship, functionArgument } = node;
	const alias = node.alias === undefined ? nothing : sql` AS ${identifier(node.alias)}`;
	if (relationship?.kind === 'computed' && functionArgument) {
		// The cast picks the overload: a row of the source CTE has no named type.
		const argument = sql`${identifier(functionArgument.alias.name)}::${qualified(functionArgument.rowType)}`;
		return sql` FROM ${qualified(relationship.function)}(${argument})${alias}`;
	}
	const junction =
		relationship?.kind === 'key' && relationship.cardinality.kind === 'many-to-many'
			? sql`, ${qualified(relationship.cardinality.junction)}`
			: nothing;
	return sql` FROM ${qualified(node.from)}${alias}${junction}`;
}

function selected(node: ReadNode): Fragment[] {
	const table = tableOf(node);
	const own =
		node.select.length === 0 && node.children.length === 0
			? [columnSql(table, '*')]
			: node.select.map((column) => selectColumnSql(table, column));
	const ordering = node.spreadOrder.map(({ column, embedAlias }) =>
		selectColumnSql(embedAlias === undefined ? table : { schema: '', name: embedAlias }, column)
	);
	const all = [...own, ...ordering, ...node.children.flatMap(embeddedColumns)];
	// Embeds that only filter leave nothing to select, which `SELECT` allows but aggregation does not.
	return all.length ? all : [columnSql(table, '*')];
}

function selectColumnSql(table: QualifiedName, column: PlannedColumn): Fragment {
	const field = castSql(fieldSql(table, column.field), column.cast);
	return sql`${aggregateSql(field, column)}${aliasSql(column.alias)}`;
}

function castSql(value: Fragment, type: string | undefined): Fragment {
	return type === undefined ? value : sql`CAST(${value} AS ${trusted(type)})`;
}

function aggregateSql(
	value: Fragment,
	{ aggregate, aggregateCast }: Pick<PlannedColumn, 'aggregate' | 'aggregateCast'>
): Fragment {
	if (!aggregate) return value;
	// count() is of rows: `table.*` would be a composite value.
	return castSql(sql`${trusted(aggregate)}(${value})`, aggregateCast);
}

function aliasSql(alias: string | undefined): Fragment {
	return alias === undefined ? nothing : sql` AS ${identifier(alias)}`;
}

function embeddedColumns({ output, embedAlias }: ReadNode): Fragment[] {
	const alias = identifier(embedAlias);
	switch (output.kind) {
		case 'none':
			return [];
		case 'object':
			return [sql`row_to_json(${alias}.*)::jsonb AS ${identifier(output.name)}`];
		case 'array':
			return [sql`coalesce(${alias}.${alias}, '[]') AS ${identifier(output.name)}`];
		case 'spread':
			return output.columns.map((column) => spreadColumnSql(embedAlias, column));
	}
}

function spreadColumnSql(embedAlias: string, column: SpreadColumn): Fragment {
	const value = columnSql({ schema: '', name: embedAlias }, column.name);
	return sql`${aggregateSql(value, column)}${aliasSql(column.alias)}`;
}

function lateralSql(node: ReadNode): Fragment {
	const alias = identifier(node.embedAlias);
	const kind = node.join === 'inner' ? sql` INNER JOIN LATERAL ` : sql` LEFT JOIN LATERAL `;
	const isOne = node.output.kind === 'object' || node.spread === 'to-one' || isToOneHidden(node);
	if (isOne) return sql`${kind}(${readSql(node)}) AS ${alias} ON TRUE`;
	const condition = node.join === 'inner' ? sql`${alias} IS NOT NULL` : sql`TRUE`;
	return sql`${kind}(SELECT json_agg(${alias})::jsonb AS ${alias}${spreadArrays(node)} FROM (${readSql(node)}) AS ${alias}) AS ${alias} ON ${condition}`;
}

function isToOneHidden({ output, relationship }: ReadNode): boolean {
	if (output.kind !== 'none' || !relationship) return false;
	return relationship.kind === 'computed'
		? relationship.isToOne
		: ['many-to-one', 'one-to-one'].includes(relationship.cardinality.kind);
}

/** A to-many spread makes an array of each column. */
function spreadArrays(node: ReadNode): Fragment {
	if (node.output.kind !== 'spread') return nothing;
	const source = { schema: '', name: node.embedAlias };
	const order = orderSql(
		source,
		node.spreadOrder.map((term) => term.order)
	);
	const arrays = node.output.columns.map(
		({ name, alias }) =>
			sql`, coalesce(json_agg(${columnSql(source, name)}${order}), '[]')::jsonb AS ${identifier(alias ?? name)}`
	);
	return join(arrays, '');
}

function groupSql(node: ReadNode): Fragment {
	const isGrouped =
		node.select.some(({ aggregate }) => aggregate) ||
		node.children.some(
			({ output }) => output.kind === 'spread' && output.columns.some(({ aggregate }) => aggregate)
		);
	if (!isGrouped) return nothing;
	const table = tableOf(node);
	const own = node.select
		.filter(({ aggregate }) => !aggregate)
		.map(({ alias, field }) => (alias === undefined ? fieldSql(table, field) : identifier(alias)));
	const embedded = node.children.flatMap(({ output, embedAlias }) => {
		if (output.kind === 'none') return [];
		if (output.kind !== 'spread') return [identifier(output.name)];
		return output.columns
			.filter(({ aggregate }) => !aggregate)
			.map(({ name, alias }) => columnSql({ schema: '', name: embedAlias }, alias ?? name));
	});
	const terms = [...own, ...embedded];
	return terms.length ? sql` GROUP BY ${join(terms, ', ')}` : nothing;
}

function rangeSql({ range: { limit, offset } }: ReadNode): Fragment {
	if (limit === null && offset === 0n) return nothing;
	const rows = limit === null ? sql`ALL` : parameter(String(limit));
	return sql` LIMIT ${rows} OFFSET ${parameter(String(offset))}`;
}
