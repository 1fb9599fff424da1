import { notImplementedUpstream } from '../errors.ts';
import { key, type QualifiedName, type SchemaCache } from '../schema-cache/schema-types.ts';
import { planField } from './plan-fields.ts';
import type { PlannedColumn, PlannedOrder, ReadNode } from './plan-types.ts';
import { some } from './walk.ts';

/** Grouping and arrays of a spread need the columns by name, and so does all that is inside them. */
export function expandStars(
	cache: SchemaCache,
	node: ReadNode,
	table: QualifiedName,
	isInside: boolean
): void {
	const needsNames =
		isInside ||
		node.spread === 'to-many' ||
		some(node, (inner) => inner.select.some(({ aggregate }) => aggregate));
	const columns = cache.tables.get(key(table.schema, table.name))?.columns;
	if (needsNames && columns)
		node.select = node.select.flatMap((column) =>
			expandStar(cache, node, table, column, [...columns.keys()])
		);
	for (const child of node.children) expandStars(cache, child, child.from, needsNames);
}

function expandStar(
	cache: SchemaCache,
	node: ReadNode,
	table: QualifiedName,
	column: PlannedColumn,
	names: readonly string[]
): PlannedColumn[] {
	if (column.field.name !== '*') return [column];
	if (column.aggregate)
		return [node.spread ? { ...column, field: { ...column.field, isWholeRow: true } } : column];
	return names.map((name) => ({ ...column, field: planField(cache, table, { name, path: [] }) }));
}

/** Postgres would call a JSON path `?column?`; its last key is the name. */
export function nameColumns(node: ReadNode): void {
	node.select = node.select.map((column) => {
		if (column.alias !== undefined) return column;
		if (column.aggregate) return node.spread ? { ...column, alias: column.aggregate } : column;
		if (column.field.path.length === 0) return column;
		const lastKey = column.field.path.findLast((step) => 'key' in step);
		return { ...column, alias: lastKey && 'key' in lastKey ? lastKey.key : column.field.name };
	});
}

/** An array's order has to be given where it is aggregated, outside the sub-select. */
export function moveSpreadOrder(node: ReadNode): void {
	if (node.spread !== 'to-many') return;
	const isAggregated =
		node.select.some(({ aggregate }) => aggregate) ||
		node.children.some(
			({ output }) => output.kind === 'spread' && output.columns.some(({ aggregate }) => aggregate)
		);
	if (isAggregated)
		throw notImplementedUpstream(
			'Aggregates are not implemented for one-to-many or many-to-many spreads.'
		);
	node.spreadOrder = node.order.map((term, index) => {
		const alias = `${node.embedAlias}_${term.field.name}_${index + 1}`;
		const order: PlannedOrder = {
			field: { name: alias, path: [], isJson: false, isSearchVector: false },
			direction: term.direction,
			nulls: term.nulls
		};
		return { column: { field: term.field, alias }, embedAlias: term.embedAlias, order };
	});
	node.order = [];
}
