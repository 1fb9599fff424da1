import type { Catalog } from './catalog-queries.ts';

/** Which base columns a view's columns show: view oid → base table oid → base column → view columns. */
export type ViewLineage = ReadonlyMap<
	number,
	ReadonlyMap<number, ReadonlyMap<string, readonly string[]>>
>;

interface Source {
	table: number;
	column: number;
}

/** Follows view columns, through views on views, to the columns of tables. */
export function traceViewColumns(catalog: Catalog): ViewLineage {
	const sources = new Map(catalog.views.map((view) => [view.oid, viewColumnSources(view.rule)]));
	const attributeNames = new Map(
		catalog.attributes.map(([table, number, name]) => [`${table}:${number}`, name])
	);
	const lineage = new Map<number, Map<number, Map<string, string[]>>>();
	for (const view of catalog.views) {
		const tables = new Map<number, Map<string, string[]>>();
		for (const [number, name] of Object.entries(view.columns)) {
			for (const base of baseColumns(sources, view.oid, Number(number))) {
				const baseName = attributeNames.get(`${base.table}:${base.column}`);
				if (baseName === undefined) continue;
				const columns = tables.get(base.table) ?? new Map<string, string[]>();
				tables.set(base.table, columns.set(baseName, [...(columns.get(baseName) ?? []), name]));
			}
		}
		lineage.set(view.oid, tables);
	}
	return lineage;
}

/** The column itself and, when it comes from another view, what that view shows there. */
function baseColumns(
	sources: ReadonlyMap<number, ReadonlyMap<number, Source>>,
	view: number,
	column: number
): Source[] {
	const found: Source[] = [];
	const seen = new Set([view]);
	let source = sources.get(view)?.get(column);
	while (source && !seen.has(source.table)) {
		found.push(source);
		seen.add(source.table);
		source = sources.get(source.table)?.get(source.column);
	}
	return found;
}

/**
 * Reads the outermost target list of a view's rule, which Postgres stores as a printed node tree:
 * braces hold nodes, parentheses hold lists, `:name value` are fields and a backslash quotes.
 */
export function viewColumnSources(rule: string): Map<number, Source> {
	const columns = new Map<number, Source>();
	let depth = 0;
	let field = '';
	let isInTargets = false;
	let entry: Record<string, string> | undefined;
	for (const token of rule.matchAll(/[{}()]|:[A-Za-z_]+|(?:\\[\s\S]|[^\s{}()\\])+/g)) {
		const word = token[0];
		if (word === '{' || word === '(') {
			depth += 1;
			if (depth === targetListDepth && field === ':targetList') isInTargets = true;
			if (isInTargets && depth === targetListDepth + 1) entry = {};
			continue;
		}
		if (word === '}' || word === ')') {
			if (entry && depth === targetListDepth + 1) {
				const source = {
					table: Number(entry[':resorigtbl']),
					column: Number(entry[':resorigcol'])
				};
				if (source.table > 0) columns.set(Number(entry[':resno']), source);
				entry = undefined;
			}
			if (isInTargets && depth === targetListDepth) return columns;
			depth -= 1;
			continue;
		}
		if (depth !== queryDepth && depth !== targetListDepth + 1) continue;
		if (word.startsWith(':')) field = word;
		else if (entry && depth === targetListDepth + 1) entry[field] ??= word;
	}
	return columns;
}

/** `({QUERY … :targetList ({TARGETENTRY …}))` */
const queryDepth = 2;
const targetListDepth = 3;
