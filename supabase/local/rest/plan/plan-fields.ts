import type { Field, LogicTree } from '../query-grammar/syntax.ts';
import { key, type QualifiedName, type SchemaCache } from '../schema-cache/schema-types.ts';
import type { PlannedField, PlannedLogic } from './plan-types.ts';

/** Unknown columns are left to Postgres, which knows computed ones too and names them in its error. */
export function planField(cache: SchemaCache, table: QualifiedName, field: Field): PlannedField {
	const column = cache.tables.get(key(table.schema, table.name))?.columns.get(field.name);
	return {
		name: field.name,
		path: field.path,
		isJson: column?.type === 'json' || column?.type === 'jsonb',
		isSearchVector: column === undefined || column.baseType === 'tsvector'
	};
}

export function planLogic(
	cache: SchemaCache,
	table: QualifiedName,
	logic: LogicTree
): PlannedLogic {
	if (logic.kind === 'group')
		return { ...logic, members: logic.members.map((member) => planLogic(cache, table, member)) };
	const { field, negated, operation } = logic.filter;
	return { kind: 'filter', field: planField(cache, table, field), negated, operation };
}
