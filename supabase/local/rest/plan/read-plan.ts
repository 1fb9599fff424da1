import { aggregatesDisabled, notEmbedded, relatedOrderNotToOne } from '../errors.ts';
import type { At, QueryParameters } from '../query-grammar/query-parameters.ts';
import type { EmbedPath, SelectItem } from '../query-grammar/syntax.ts';
import type { QualifiedName, SchemaCache } from '../schema-cache/schema-types.ts';
import { embedOutput } from './embed-output.ts';
import { findRelationship, isToOne } from './find-relationship.ts';
import { planField, planLogic } from './plan-fields.ts';
import { everyRow, type JoinCondition, type ReadNode, type RowRange } from './plan-types.ts';
import { expandStars, moveSpreadOrder, nameColumns } from './read-columns.ts';
import { hoistAggregates } from './spread-aggregates.ts';
import { some, visit, visitUp } from './walk.ts';

export interface ReadRequest {
	target: QualifiedName;
	query: QueryParameters;
	/** Writes and calls are read back from the statement's source; their name is kept as alias. */
	isFromSource: boolean;
	/** Filters of the root belong to the UPDATE or DELETE itself. */
	isMutation: boolean;
	/** Range of the root, from limit, offset and the Range header. */
	rootRange: RowRange;
	maximumRows: number | null;
	aggregatesEnabled: boolean;
	/** Whether embeds may still be named by their target although they have an alias. */
	legacyTargetNames: boolean;
}

export const sourceName = 'pgrst_source';

/** Turns a query string into the tree of sub-selects that answers it. @throws RestError */
export function planRead(cache: SchemaCache, request: ReadRequest): ReadNode {
	const root = rootNode(cache, request);
	addFilters(cache, root, request);
	addOrders(cache, root, request);
	addRanges(root, request);
	addRelationships(cache, request.target.schema, root, undefined);
	expandStars(cache, root, request.target, false);
	visit(root, nameColumns);
	visit(root, resolveRelatedOrder);
	visit(root, resolveNullEmbeds);
	if (
		!request.aggregatesEnabled &&
		some(root, (node) => node.select.some(({ aggregate }) => aggregate))
	)
		throw aggregatesDisabled();
	visitUp(root, (node) => (node.output = embedOutput(node)));
	hoistAggregates(root);
	visit(root, moveSpreadOrder);
	if (!request.isMutation) visit(root, (node) => restrictRange(node, request.maximumRows));
	return root;
}

function rootNode(cache: SchemaCache, { target, query, isFromSource }: ReadRequest): ReadNode {
	const root = newNode(target, target.name, 0);
	for (const item of query.select) addItem(cache, root, item);
	if (!isFromSource) return root;
	return { ...root, from: { schema: '', name: sourceName }, alias: target.name };
}

function newNode(from: QualifiedName, name: string, depth: number): ReadNode {
	return {
		from,
		name,
		depth,
		joinConditions: [],
		embedAlias: '',
		select: [],
		where: [],
		order: [],
		range: everyRow,
		children: [],
		spreadOrder: [],
		wasNamedByTarget: false,
		output: { kind: 'none' }
	};
}

function addItem(cache: SchemaCache, node: ReadNode, item: SelectItem): void {
	if (item.kind === 'column') {
		node.select.push({ ...item, field: planField(cache, node.from, item.field) });
		return;
	}
	const from = { schema: node.from.schema, name: item.relation };
	const child: ReadNode = {
		...newNode(from, item.relation, node.depth + 1),
		requestedAlias: item.alias,
		hint: item.hint,
		join: item.join,
		spread: item.spread ? 'to-one' : undefined
	};
	for (const inner of item.select) addItem(cache, child, inner);
	node.children.push(child);
}

function addFilters(cache: SchemaCache, root: ReadNode, request: ReadRequest): void {
	const applies = ({ path }: At<unknown>) => !request.isMutation || path.length > 0;
	const tableOf = (node: ReadNode) => (node === root ? request.target : node.from);
	for (const { path, value } of request.query.filters.filter(applies)) {
		const node = nodeAt(root, path, request.legacyTargetNames);
		node.where.push(planLogic(cache, tableOf(node), { kind: 'filter', filter: value }));
	}
	for (const { path, value } of request.query.logic.filter(applies)) {
		const node = nodeAt(root, path, request.legacyTargetNames);
		node.where.push(planLogic(cache, tableOf(node), value));
	}
}

function addOrders(cache: SchemaCache, root: ReadNode, request: ReadRequest): void {
	// Of repeated parameters the first counts.
	for (const { path, value } of request.query.order.toReversed()) {
		const node = nodeAt(root, path, request.legacyTargetNames);
		const table = node === root ? request.target : node.from;
		node.order = value.map((term) => ({
			...term,
			field: term.relation
				? { ...term.field, isJson: false, isSearchVector: false }
				: planField(cache, table, term.field)
		}));
	}
}

function addRanges(root: ReadNode, request: ReadRequest): void {
	if (request.isMutation) return;
	const { limits, offsets } = request.query;
	for (const { path, value } of limits.filter((limit) => limit.path.length > 0)) {
		const node = nodeAt(root, path, request.legacyTargetNames);
		node.range = { ...node.range, limit: value };
	}
	for (const { path, value } of offsets.filter((offset) => offset.path.length > 0)) {
		const node = nodeAt(root, path, request.legacyTargetNames);
		node.range = { ...node.range, offset: value };
	}
	root.range = request.rootRange;
}

function nodeAt(node: ReadNode, path: EmbedPath, legacyTargetNames: boolean): ReadNode {
	const [name, ...rest] = path;
	if (name === undefined) return node;
	const exact = node.children.find((child) => requestedName(child) === name);
	const byTarget = node.children.find((child) => child.name === name);
	const child = exact ?? (legacyTargetNames ? byTarget : undefined);
	if (!child)
		throw notEmbedded(
			name,
			byTarget?.requestedAlias ? { name, alias: byTarget.requestedAlias } : undefined
		);
	if (!exact) child.wasNamedByTarget = true;
	return nodeAt(child, rest, legacyTargetNames);
}

export const requestedName = (node: ReadNode) => node.requestedAlias ?? node.name;

function addRelationships(
	cache: SchemaCache,
	schema: string,
	node: ReadNode,
	parent: ReadNode | undefined
): void {
	if (parent) relate(cache, schema, node, parent);
	for (const child of node.children) addRelationships(cache, schema, child, node);
}

function relate(cache: SchemaCache, schema: string, node: ReadNode, parent: ReadNode): void {
	const origin = parent.depth === 0 ? (parent.alias ?? parent.from.name) : parent.from.name;
	const relationship = findRelationship(cache, schema, origin, node.name, node.hint);
	const parentTable = parent.alias ? { schema: '', name: parent.alias } : parent.from;
	node.relationship = relationship;
	node.from = relationship.foreignTable;
	node.embedAlias = `${relationship.table.name}_${requestedName(node)}_${node.depth}`;
	if (node.spread && !isToOne(relationship)) node.spread = 'to-many';
	const alias = `${relationship.foreignTable.name}_${node.depth}`;
	if (relationship.kind === 'computed') {
		node.alias = alias;
		node.functionArgument = { alias: parentTable, rowType: relationship.table };
		return;
	}
	const { cardinality } = relationship;
	if (cardinality.kind === 'many-to-many') {
		node.joinConditions = [
			...joinOn(node.from, cardinality.junction, cardinality.foreignColumns),
			...joinOn(parentTable, cardinality.junction, cardinality.columns)
		];
		return;
	}
	node.alias = alias;
	node.joinConditions = joinOn(parentTable, { schema: '', name: alias }, cardinality.columns);
}

function joinOn(
	table: QualifiedName,
	other: QualifiedName,
	columns: readonly (readonly [string, string])[]
): JoinCondition[] {
	return columns.map(([column, otherColumn]) => ({
		left: { table: other, column: otherColumn },
		right: { table, column }
	}));
}

function resolveRelatedOrder(node: ReadNode): void {
	node.order = node.order.map((term) => {
		if (term.relation === undefined) return term;
		const child = node.children.find((candidate) => requestedName(candidate) === term.relation);
		if (!child) throw notEmbedded(term.relation);
		if (!isToOne(child.relationship!)) {
			const origin = node.from.schema === '' ? (node.alias ?? node.name) : node.from.name;
			throw relatedOrderNotToOne(origin, requestedName(child));
		}
		return { ...term, embedAlias: child.embedAlias };
	});
}

/** `rel=is.null` on an embedded resource asks whether anything was embedded. */
function resolveNullEmbeds(node: ReadNode): void {
	const resolve = (logic: (typeof node.where)[number]): (typeof node.where)[number] => {
		if (logic.kind === 'group') return { ...logic, members: logic.members.map(resolve) };
		if (logic.kind === 'embed-null' || logic.field.path.length > 0) return logic;
		const child = node.children.find((candidate) => requestedName(candidate) === logic.field.name);
		const { operation } = logic;
		if (!child || operation.kind !== 'is' || !/NULL$/.test(operation.value)) return logic;
		const isNull = (operation.value === 'NULL') !== logic.negated;
		return { kind: 'embed-null', alias: child.embedAlias, isNull };
	};
	node.where = node.where.map(resolve);
}

function restrictRange(node: ReadNode, maximumRows: number | null): void {
	if (maximumRows === null) return;
	const maximum = BigInt(maximumRows);
	const { limit } = node.range;
	node.range = { ...node.range, limit: limit === null || limit > maximum ? maximum : limit };
}
