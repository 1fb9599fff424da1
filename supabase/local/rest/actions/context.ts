import type { Identity } from '../authentication.ts';
import type { Database } from '../database.ts';
import { unknownTable } from '../errors.ts';
import type { Negotiated } from '../media-types.ts';
import type { ReadNode } from '../plan/plan-types.ts';
import { planRead, requestedName } from '../plan/read-plan.ts';
import { closest } from '../plan/similar-names.ts';
import { visit } from '../plan/walk.ts';
import type { ApiRequest } from '../request/api-request.ts';
import type { RestResponse } from '../response.ts';
import type { Loaded } from '../schema-loader.ts';
import { key, type QualifiedName, type Routine, type Table } from '../schema-cache/schema-types.ts';
import { isolationOf, transactionSettings } from '../settings.ts';
import type { Fragment } from '../sql/fragment.ts';
import { explainSql, type MainRow } from '../sql/main-sql.ts';
import { runTransaction } from '../transaction.ts';
import type { Refusal } from './refusals.ts';

/** One request on its way: what was asked, by whom, and what is known of the database. */
export interface Context {
	request: ApiRequest;
	identity: Identity;
	loaded: Loaded;
	database: Database;
}

export function findTable({ request, loaded }: Context, name: string): Table {
	const table = loaded.cache.tables.get(key(request.schema, name));
	if (table) return table;
	const names = [...loaded.cache.tables.values()]
		.filter(({ schema }) => schema === request.schema)
		.map((candidate) => candidate.name);
	throw unknownTable(request.schema, name, closest(names, name, 0.75));
}

export function planFor(
	{ request, loaded }: Context,
	target: QualifiedName,
	of: { isFromSource: boolean; isMutation: boolean }
): ReadNode {
	const { maximumRows, aggregatesEnabled, legacyTargetNames } = loaded.configuration;
	return planRead(loaded.cache, {
		target: { schema: target.schema, name: target.name },
		query: request.query,
		...of,
		rootRange: request.range,
		maximumRows,
		aggregatesEnabled,
		legacyTargetNames
	});
}

export interface Work {
	isReadOnly: boolean;
	statements: readonly Fragment[];
	refuse?: Refusal;
	routine?: Routine;
}

export async function transact(context: Context, work: Work) {
	const { request, identity, loaded, database } = context;
	const { configuration, cache } = loaded;
	const { transaction } = request.preferences;
	const { refuse } = work;
	return runTransaction(database, {
		isReadOnly: work.isReadOnly,
		isolation: isolationOf(cache, identity, work.routine),
		settings: transactionSettings(request, identity, loaded, work.routine),
		preRequest: configuration.preRequest,
		statements: work.statements,
		refuse: refuse && ((rows) => refuse(rows as unknown as MainRow[])),
		isRolledBack: transaction ? transaction === 'rollback' : configuration.isRolledBack,
		isAuthenticated: identity.isAuthenticated
	});
}

export async function explained(
	context: Context,
	main: Fragment,
	{ explain, contentType }: Negotiated,
	routine: Routine | undefined,
	isReadOnly = true
): Promise<RestResponse> {
	const { format, options } = explain!;
	const [rows = []] = await transact(context, {
		isReadOnly,
		statements: [explainSql(main, format, options)],
		routine
	});
	const body = rows.map((row) => Object.values(row)[0]).join('\n');
	return { status: 200, headers: { 'content-type': contentType }, body: `${body}\n` };
}

export function mainRow(rows: readonly unknown[] | undefined): MainRow {
	return rows![0] as MainRow;
}

export function isRanged({ range }: ApiRequest): boolean {
	return range.limit !== null || range.offset > 0n;
}

export function withWarning(plan: ReadNode, response: RestResponse): RestResponse {
	const legacy: string[] = [];
	visit(plan, (node) => {
		if (node.wasNamedByTarget) legacy.push(`\`${node.name}\` to \`${requestedName(node)}\``);
	});
	if (legacy.length === 0) return response;
	const text =
		'Embedded resource was referenced by relation name even though it has an alias. This is deprecated and will stop working in a future release.';
	const warning = `299 PostgREST "${text} Update ${legacy.join(', ')} in query string filters, orders or limits."`;
	return { ...response, headers: { ...response.headers, warning } };
}
