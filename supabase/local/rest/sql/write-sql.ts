import type { MutatePlan } from '../plan/mutate-plan.ts';
import { bodyAlias, bodySql } from './body-sql.ts';
import { columnSql, logicSql, whereSql } from './filter-sql.ts';
import { identifier, join, nothing, qualified, sql, type Fragment } from './fragment.ts';

/** The INSERT, UPDATE or DELETE itself, to be put into the source CTE. */
export function mutationSql(plan: MutatePlan): Fragment {
	switch (plan.kind) {
		case 'insert':
		case 'upsert-one':
			return insertSql(plan);
		case 'update':
			return plan.columns.length ? updateSql(plan) : emptyUpdateSql(plan);
		case 'delete':
			return sql`DELETE FROM ${qualified(plan.table)}${whereOf(plan)}${returningSql(plan)}`;
	}
}

function insertSql(plan: MutatePlan): Fragment {
	const columns = plan.columns.map(({ name }) => identifier(name));
	const target = columns.length ? sql`(${join(columns, ', ')})` : nothing;
	const values = join(
		plan.columns.map(({ name }) => columnSql(bodyAlias, name)),
		', '
	);
	const body = bodySql(plan.body, plan.columns, {
		appliesDefaults: plan.appliesDefaults,
		onlyFirst: false
	});
	const conditions = plan.conflict?.action === 'merge' ? [countInsertSql(1)] : [];
	// A PUT inserts only a row that has the key its URL names.
	if (plan.kind === 'upsert-one')
		conditions.push(...plan.where.map((logic) => logicSql(bodyAlias, logic)));
	return sql`INSERT INTO ${qualified(plan.table)}${target} SELECT ${values} FROM ${body}${whereSql(conditions)}${conflictSql(plan)}${returningSql(plan)}`;
}

function conflictSql({ conflict, columns }: MutatePlan): Fragment {
	if (!conflict || conflict.columns.length === 0) return nothing;
	const target = sql` ON CONFLICT (${join(conflict.columns.map(identifier), ', ')})`;
	if (conflict.action === 'ignore' || columns.length === 0) return sql`${target} DO NOTHING`;
	const assignments = columns.map(
		({ name }) => sql`${identifier(name)} = EXCLUDED.${identifier(name)}`
	);
	return sql`${target} DO UPDATE SET ${join(assignments, ', ')} WHERE ${countInsertSql(-1)}`;
}

/** Always true; counts inserted rows in a setting, since RETURNING cannot tell them from updated ones. */
function countInsertSql(step: 1 | -1): Fragment {
	return step === 1
		? sql`set_config('pgrst.inserted', (coalesce(${insertedSql}, 0) + 1)::text, true) IS NOT NULL`
		: sql`set_config('pgrst.inserted', (coalesce(${insertedSql}, 0) - 1)::text, true) IS NOT NULL`;
}

export const insertedSql = sql`nullif(current_setting('pgrst.inserted', true), '')::int`;

function updateSql(plan: MutatePlan): Fragment {
	const assignments = plan.columns.map(
		({ name }) => sql`${identifier(name)} = ${columnSql(bodyAlias, name)}`
	);
	const body = bodySql(plan.body, plan.columns, {
		appliesDefaults: plan.appliesDefaults,
		onlyFirst: false
	});
	return sql`UPDATE ${qualified(plan.table)} SET ${join(assignments, ', ')} FROM ${body}${whereOf(plan)}${returningSql(plan)}`;
}

/** `PATCH {}` changes nothing, but its empty answer still needs the columns asked for. */
function emptyUpdateSql({ table, returning }: MutatePlan): Fragment {
	const columns = returning.length
		? join(
				returning.map((name) => columnSql({ schema: '', name: table.name }, name)),
				', '
			)
		: sql`NULL`;
	return sql`SELECT ${columns} FROM ${qualified(table)} WHERE false`;
}

function whereOf({ table, where }: MutatePlan): Fragment {
	return whereSql(where.map((logic) => logicSql(table, logic)));
}

function returningSql({ table, returning }: MutatePlan): Fragment {
	const columns = returning.length ? returning.map((name) => columnSql(table, name)) : [sql`1`];
	return sql` RETURNING ${join(columns, ', ')}`;
}
