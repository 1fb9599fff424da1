import {
	identifier,
	join,
	nothing,
	parameter,
	quoteIdentifier,
	sql,
	trusted,
	type Fragment
} from './fragment.ts';

export interface BodyColumn {
	name: string;
	type: string;
	/** SQL of the column's default; used only when missing values get theirs. */
	default: string | null;
}

export const bodyAlias = { schema: '', name: 'pgrst_body' };

/**
 * `(…) pgrst_payload, LATERAL (…) pgrst_body`: the JSON body as rows of typed columns.
 * Postgres reads the JSON, so that no number, date or byte passes through JavaScript.
 */
export function bodySql(
	body: string,
	columns: readonly BodyColumn[],
	{ appliesDefaults, onlyFirst }: { appliesDefaults: boolean; onlyFirst: boolean }
): Fragment {
	const isObject = /^[ \t\r\n]*\{/.test(body);
	const json = appliesDefaults ? 'jsonb' : 'json';
	const source = appliesDefaults ? 'pgrst_defaults.val' : 'pgrst_payload.json_data';
	const payload = sql`(SELECT ${parameter(body)}::${trusted(json)} AS json_data) pgrst_payload, `;
	const defaults = appliesDefaults ? defaultsSql(columns, isObject) : nothing;
	const rows = columns.length
		? recordsSql(json, source, columns, isObject)
		: isObject
			? sql`(VALUES (1)) _`
			: sql`${trusted(`${json}_array_elements(${source})`)} _`;
	const names = columns.map(({ name }) => identifier(name));
	const limit = onlyFirst ? sql` LIMIT 1` : nothing;
	return sql`${payload}${defaults}LATERAL (SELECT ${join(names, ', ')} FROM ${rows}${limit}) pgrst_body`;
}

function recordsSql(
	json: string,
	source: string,
	columns: readonly BodyColumn[],
	isObject: boolean
): Fragment {
	const reader = `${json}_to_${isObject ? 'record' : 'recordset'}`;
	const typed = columns.map(({ name, type }) => `${quoteIdentifier(name)} ${type}`).join(', ');
	return trusted(`${reader}(${source}) AS _(${typed})`);
}

/** Lays the given values over an object of the columns' defaults. */
function defaultsSql(columns: readonly BodyColumn[], isObject: boolean): Fragment {
	const pairs = columns
		.filter((column) => column.default !== null)
		.map((column) => sql`${parameter(column.name)}::text, ${trusted(column.default!)}`);
	const defaults = sql`jsonb_build_object(${join(pairs, ', ')})`;
	return isObject
		? sql`LATERAL (SELECT ${defaults} || pgrst_payload.json_data AS val) pgrst_defaults, `
		: sql`LATERAL (SELECT jsonb_agg(${defaults} || element) AS val FROM jsonb_array_elements(pgrst_payload.json_data) element) pgrst_defaults, `;
}
