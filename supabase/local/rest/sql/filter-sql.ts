import type { JsonStep, Operation } from '../query-grammar/syntax.ts';
import type {
	JoinCondition,
	PlannedField,
	PlannedLogic,
	PlannedOrder
} from '../plan/plan-types.ts';
import type { QualifiedName } from '../schema-cache/schema-types.ts';
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

/** A column of a table or alias; `*` is all of them. */
export function columnSql(table: QualifiedName, name: string): Fragment {
	return name === '*' ? sql`${qualified(table)}.*` : sql`${qualified(table)}.${identifier(name)}`;
}

export function fieldSql(table: QualifiedName, field: PlannedField): Fragment {
	if (field.isWholeRow) return identifier(table.name);
	const column = columnSql(table, field.name);
	if (field.path.length === 0) return column;
	const json = field.isJson ? column : sql`to_jsonb(${column})`;
	return sql`${json}${join(field.path.map(stepSql), '')}`;
}

function stepSql(step: JsonStep): Fragment {
	const operand = 'key' in step ? parameter(step.key) : sql`${parameter(step.index)}::int`;
	return sql`${trusted(step.arrow)}${operand}`;
}

/** @param embedSql how a null test on an embedded resource is written, which differs for counts */
export function logicSql(
	table: QualifiedName,
	logic: PlannedLogic,
	embedSql: (alias: string, isNull: boolean) => Fragment = embedNullSql
): Fragment {
	if (logic.kind === 'filter') return filterSql(table, logic.field, logic.negated, logic.operation);
	if (logic.kind === 'embed-null') return embedSql(logic.alias, logic.isNull);
	const members = logic.members.map((member) => logicSql(table, member, embedSql));
	const joined = sql`(${join(members, logic.operator === 'and' ? ' AND ' : ' OR ')})`;
	return logic.negated ? sql`NOT ${joined}` : joined;
}

function embedNullSql(alias: string, isNull: boolean): Fragment {
	return isNull
		? sql`${identifier(alias)} IS NOT DISTINCT FROM NULL`
		: sql`${identifier(alias)} IS DISTINCT FROM NULL`;
}

function filterSql(
	table: QualifiedName,
	field: PlannedField,
	negated: boolean,
	operation: Operation
): Fragment {
	const condition = conditionSql(fieldSql(table, field), field, operation);
	return negated ? sql`NOT ${condition}` : condition;
}

function conditionSql(field: Fragment, planned: PlannedField, operation: Operation): Fragment {
	switch (operation.kind) {
		case 'compare':
			return sql`${field} ${trusted(operation.operator)} ${quantified(operation.quantifier, operation.value)}`;
		case 'in':
			return sql`${field} = ANY(${parameter(inLiteral(operation.values))})`;
		case 'is':
			return sql`${field} IS ${trusted(operation.value)}`;
		case 'distinct':
			return sql`${field} IS DISTINCT FROM ${parameter(operation.value)}`;
		case 'search': {
			const language =
				operation.language === undefined ? nothing : sql`${parameter(operation.language)}, `;
			const vector = planned.isSearchVector ? field : sql`to_tsvector(${language}${field})`;
			return sql`${vector} @@ ${trusted(operation.queryFunction)}(${language}${parameter(operation.value)})`;
		}
	}
}

function quantified(quantifier: 'any' | 'all' | undefined, value: string): Fragment {
	if (quantifier === undefined) return parameter(value);
	return quantifier === 'any' ? sql`ANY(${parameter(value)})` : sql`ALL(${parameter(value)})`;
}

/** `in.()` reads as one empty element and means the empty list. */
function inLiteral(values: readonly string[]): string {
	return values.length === 1 && values[0] === '' ? '{}' : arrayLiteral(values);
}

/** As text of unknown type, so that Postgres infers the element type from the column. */
export function arrayLiteral(values: readonly string[]): string {
	const quoted = values.map(
		(value) => `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`
	);
	return `{${quoted.join(',')}}`;
}

export function joinConditionSql({ left, right }: JoinCondition): Fragment {
	return sql`${columnSql(left.table, left.column)} = ${columnSql(right.table, right.column)}`;
}

export function orderSql(table: QualifiedName, terms: readonly PlannedOrder[]): Fragment {
	if (terms.length === 0) return nothing;
	const written = terms.map(({ embedAlias, field, direction, nulls }) => {
		const of = embedAlias === undefined ? table : { schema: '', name: embedAlias };
		const suffix = [direction, nulls].filter((word) => word !== undefined).join(' ');
		return sql`${fieldSql(of, field)} ${trusted(suffix)}`;
	});
	return sql` ORDER BY ${join(written, ', ')}`;
}

export function whereSql(conditions: readonly Fragment[]): Fragment {
	return conditions.length ? sql` WHERE ${join(conditions, ' AND ')}` : nothing;
}
