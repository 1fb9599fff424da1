import type { Context } from './actions/context.ts';
import { unavailableMediaType, unknownTable } from './errors.ts';
import { acceptedNames, acceptsOpenApi } from './media-types.ts';
import { describeOpenApi } from './open-api.ts';
import { findRoutine } from './plan/find-routine.ts';
import type { RestResponse } from './response.ts';
import { key, type Table } from './schema-cache/schema-types.ts';
import { isolationOf, transactionSettings } from './settings.ts';
import { parameter, sql } from './sql/fragment.ts';
import { runTransaction } from './transaction.ts';

/** The root: an OpenAPI description of what the asking role may use. @throws RestError PGRST107 */
export async function describeSchema(context: Context, isHead: boolean): Promise<RestResponse> {
	const { request, identity, loaded, database } = context;
	if (!acceptsOpenApi(request.accept)) throw unavailableMediaType(acceptedNames(request.accept));
	const [rows = []] = await runTransaction(database, {
		isReadOnly: true,
		isolation: isolationOf(loaded.cache, identity, undefined),
		settings: transactionSettings(request, identity, loaded, undefined),
		preRequest: loaded.configuration.preRequest,
		statements: [accessibleSql(request.schema)],
		isRolledBack: false,
		isAuthenticated: identity.isAuthenticated
	});
	const accessible = {
		tables: new Set(JSON.parse(rows[0]!.tables!) as string[]),
		routines: new Set(JSON.parse(rows[0]!.routines!) as string[]),
		description: rows[0]!.description ?? null
	};
	const profile: Record<string, string> = request.isProfiled
		? { 'content-profile': request.schema }
		: {};
	return {
		status: 200,
		headers: { 'content-type': 'application/openapi+json; charset=utf-8', ...profile },
		body: isHead
			? ''
			: JSON.stringify(describeOpenApi(loaded.cache, request.schema, accessible, request.headers))
	};
}

/** @throws RestError PGRST205 */
export function optionsResponse(
	{ request, loaded }: Context,
	of: 'table' | 'routine' | 'schema',
	name: string
): RestResponse {
	const allow = () => {
		if (of === 'schema') return 'OPTIONS,GET,HEAD';
		if (of === 'routine') return routineMethods();
		const table = loaded.cache.tables.get(key(request.schema, name));
		if (!table) throw unknownTable(request.schema, name, undefined);
		return tableMethods(table);
	};
	const routineMethods = () => {
		const routine = findRoutine(loaded.cache, {
			schema: request.schema,
			name,
			argumentNames: request.query.args.map((argument) => argument.name),
			bodyType: request.bodyType,
			isPost: false
		});
		return routine.volatility === 'volatile' ? 'OPTIONS,POST' : 'OPTIONS,GET,HEAD,POST';
	};
	return { status: 200, headers: { allow: allow() }, body: '' };
}

function tableMethods(table: Table): string {
	return [
		'OPTIONS,GET,HEAD',
		...(table.isInsertable ? ['POST'] : []),
		...(table.isInsertable && table.isUpdatable && table.primaryKey.length ? ['PUT'] : []),
		...(table.isUpdatable ? ['PATCH'] : []),
		...(table.isDeletable ? ['DELETE'] : [])
	].join(',');
}

/** Names of what the current role may touch; a description shows no more than that. */
function accessibleSql(schema: string) {
	return sql`SELECT
		(SELECT coalesce(json_agg(c.relname), '[]') FROM pg_catalog.pg_class c
			WHERE c.relnamespace = n.oid AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
			AND (has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE') OR has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE')))::text AS tables,
		(SELECT coalesce(json_agg(p.proname), '[]') FROM pg_catalog.pg_proc p
			WHERE p.pronamespace = n.oid AND has_function_privilege(p.oid, 'EXECUTE'))::text AS routines,
		pg_catalog.obj_description(n.oid, 'pg_namespace') AS description
	FROM pg_catalog.pg_namespace n WHERE n.nspname = ${parameter(schema)}`;
}
