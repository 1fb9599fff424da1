import type { Format } from '../media-types.ts';
import type { ReadNode } from '../plan/plan-types.ts';
import type { Preferences } from '../preferences.ts';
import type { Routine } from '../schema-cache/schema-types.ts';
import { returnsScalar } from '../plan/find-routine.ts';
import { countSql, readSql } from './read-sql.ts';
import { identifier, join, nothing, parameter, sql, trusted, type Fragment } from './fragment.ts';
import { insertedSql } from './write-sql.ts';

/** One row: what the response is made of. All text, or null. */
export interface MainRow {
	total: string | null;
	page_total: string;
	/** JSON object of the inserted row's key columns, for a Location. */
	location: string | null;
	body: string | null;
	headers: string | null;
	status: string | null;
	inserted: string | null;
}

export interface Counting {
	count: Preferences['count'];
	maximumRows: number | null;
	/** Whether the request itself limits the rows. */
	isRanged: boolean;
}

const rows = sql`_postgrest_t`;
const pageCount = sql`pg_catalog.count(${rows})`;

export function readMainSql(read: ReadNode, format: Format, counting: Counting): Fragment {
	const { cte, total } = totalSql(read, counting, pageCount);
	return sql`WITH pgrst_source AS (${readSql(read)})${cte} SELECT ${outputs({ total, body: bodyOf(format, undefined) })} FROM (SELECT * FROM pgrst_source) ${rows}`;
}

export function callMainSql(
	call: Fragment,
	read: ReadNode,
	routine: Routine,
	format: Format,
	counting: Counting
): Fragment {
	const page = routine.returnsSet ? pageCount : sql`1`;
	const { cte, total } = totalSql(read, counting, page);
	return sql`WITH pgrst_source AS (${call})${cte} SELECT ${outputs({ total, page, body: bodyOf(format, routine) })} FROM (${readSql(read)}) ${rows}`;
}

export function writeMainSql(
	mutation: Fragment,
	read: ReadNode,
	format: Format,
	{
		locationColumns,
		countsInserted
	}: { locationColumns: readonly string[]; countsInserted: boolean }
): Fragment {
	const source = format.kind === 'none' ? sql`SELECT * FROM pgrst_source` : readSql(read);
	const output = outputs({
		body: bodyOf(format, undefined),
		location: locationColumns.length ? locationSql(locationColumns) : undefined,
		inserted: countsInserted ? insertedSql : undefined
	});
	return sql`WITH pgrst_source AS (${mutation}) SELECT ${output} FROM (${source}) ${rows}`;
}

/** What the planner expects `query` to return, as EXPLAIN's JSON. */
export function plannedCountSql(read: ReadNode): Fragment {
	return sql`EXPLAIN (FORMAT JSON) ${countSql(read)}`;
}

/** `EXPLAIN` of a main statement, for the plan media type. */
export function explainSql(main: Fragment, format: 'text' | 'json', options: readonly string[]) {
	const words = [`FORMAT ${format}`, ...options].map((word) => trusted(word.toUpperCase()));
	return sql`EXPLAIN (${join(words, ', ')}) ${main}`;
}

function outputs(output: {
	total?: Fragment;
	page?: Fragment;
	body: Fragment;
	location?: Fragment;
	inserted?: Fragment;
}): Fragment {
	const none = sql`NULL`;
	return sql`(${output.total ?? none})::text AS total, (${output.page ?? pageCount})::text AS page_total, (${output.location ?? none})::text AS location, (${output.body})::text AS body, nullif(current_setting('response.headers', true), '') AS headers, nullif(current_setting('response.status', true), '') AS status, (${output.inserted ?? none})::text AS inserted`;
}

/** The page's count serves as the total where nothing cuts the page. */
function totalSql(read: ReadNode, { count, maximumRows, isRanged }: Counting, page: Fragment) {
	if (count !== 'exact' && count !== 'estimated') return { cte: nothing, total: sql`NULL` };
	if (maximumRows === null && !isRanged) return { cte: nothing, total: page };
	// One more than the limit tells that an estimate is needed.
	const limit =
		count === 'estimated' && maximumRows !== null
			? sql` LIMIT ${parameter(String(maximumRows + 1))}`
			: nothing;
	return {
		cte: sql`, pgrst_source_count AS (${countSql(read)}${limit})`,
		total: sql`SELECT pg_catalog.count(*) FROM pgrst_source_count`
	};
}

function bodyOf(format: Format, routine: Routine | undefined): Fragment {
	if (format.kind === 'none') return sql`''`;
	if (format.kind === 'csv') return csvSql;
	if (format.kind === 'raw') {
		const value = sql`(array_agg(${rows}.pgrst_scalar))[1]`;
		return format.isBinary ? sql`encode(${value}, 'base64')` : value;
	}
	const value =
		routine && returnsScalar(routine) ? sql`${rows}.${identifier('pgrst_scalar')}` : rows;
	const isSingle = format.kind === 'object' || (routine !== undefined && !routine.returnsSet);
	const all = isSingle ? sql`json_agg(${value})->0` : sql`json_agg(${value})`;
	const shown = format.stripsNulls ? sql`json_strip_nulls(${all})` : all;
	return isSingle ? sql`coalesce(${shown}, 'null')` : sql`coalesce(${shown}, '[]')`;
}

/** Postgres' own text form of a row is CSV between parentheses. */
const csvSql = sql`coalesce((SELECT string_agg(name, ',') FROM json_object_keys((array_agg(row_to_json(${rows})))[1]) AS name), '') || E'\n' || coalesce(string_agg(substring(${rows}::text, 2, length(${rows}::text) - 2), E'\n'), '')`;

function locationSql(columns: readonly string[]): Fragment {
	const pairs = columns.map(
		(name) =>
			sql`${parameter(name)}::text, (array_agg(row_to_json(pgrst_row)))[1]->>${parameter(name)}`
	);
	return sql`SELECT CASE WHEN pg_catalog.count(*) = 1 THEN json_build_object(${join(pairs, ', ')}) END FROM pgrst_source AS pgrst_row`;
}
