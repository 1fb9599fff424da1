import type { Identity } from './authentication.ts';
import type { Database } from './database.ts';
import {
	RestError,
	invalidPreferences,
	maxAffectedOnSingle,
	mismatchedPut,
	notSingular,
	tooManyAffected,
	unknownTable
} from './errors.ts';
import { negotiate, negotiateRaw, type Negotiated } from './media-types.ts';
import { textArguments, type CallArguments } from './plan/call-plan.ts';
import { findRoutine, returnsVoid } from './plan/find-routine.ts';
import { planMutation, returningColumns, type Mutation } from './plan/mutate-plan.ts';
import type { ReadNode } from './plan/plan-types.ts';
import { planRead, requestedName, visit } from './plan/read-plan.ts';
import { closest } from './plan/similar-names.ts';
import type { ApiRequest } from './request/api-request.ts';
import { callResponse, readResponse, writeResponse, type RestResponse } from './response.ts';
import type { Loaded } from './schema-loader.ts';
import { key, type QualifiedName, type Routine, type Table } from './schema-cache/schema-types.ts';
import { isolationOf, transactionSettings } from './settings.ts';
import { callSql } from './sql/call-sql.ts';
import type { Fragment } from './sql/fragment.ts';
import {
	callMainSql,
	explainSql,
	plannedCountSql,
	readMainSql,
	writeMainSql,
	type MainRow
} from './sql/main-sql.ts';
import { mutationSql } from './sql/write-sql.ts';
import { runTransaction } from './transaction.ts';

/** One request on its way: what was asked, by whom, and what is known of the database. */
export interface Context {
	request: ApiRequest;
	identity: Identity;
	loaded: Loaded;
	database: Database;
}

export async function read(context: Context, name: string, isHead: boolean): Promise<RestResponse> {
	const { request, loaded } = context;
	const table = findTable(context, name);
	const plan = planFor(context, table, { isFromSource: false, isMutation: false });
	const negotiated = negotiate(request.accept, loaded.configuration.planEnabled);
	checkPreferences(request);
	const format = isHead ? ({ kind: 'none' } as const) : negotiated.format;
	const { maximumRows } = loaded.configuration;
	const { count } = request.preferences;
	const main = readMainSql(plan, format, { count, maximumRows, isRanged: isRanged(request) });
	const explains = count === 'planned' || count === 'estimated';
	if (negotiated.explain) return explained(context, main, negotiated, undefined);
	const rows = await transact(context, {
		isReadOnly: true,
		statements: explains ? [main, plannedCountSql(plan)] : [main],
		refuse: singularRefusal(negotiated)
	});
	const row = mainRow(rows[0]);
	const total = explains ? estimate(row, rows[1]!, count, maximumRows) : row.total;
	return withWarning(plan, readResponse(request, name, negotiated, { ...row, total }));
}

export async function mutate(
	context: Context,
	name: string,
	kind: Mutation
): Promise<RestResponse> {
	const { request, loaded } = context;
	const { preferences, payload } = request;
	const table = findTable(context, name);
	const plan = planFor(context, table, { isFromSource: true, isMutation: true });
	const mutation = planMutation(loaded.cache, {
		kind,
		table,
		query: request.query,
		preferences,
		body: payload?.kind === 'json' ? payload.text : '',
		bodyKeys: payload?.kind === 'json' ? payload.keys : [],
		read: plan
	});
	checkPreferences(request);
	const negotiated = negotiate(request.accept, loaded.configuration.planEnabled);
	if (loaded.configuration.safeUpdate)
		checkFiltered(kind, mutation.where.length, mutation.columns.length);
	const isShown = preferences.returning === 'representation';
	const main = writeMainSql(
		mutationSql(mutation),
		plan,
		isShown ? negotiated.format : { kind: 'none' },
		{
			locationColumns:
				kind === 'insert' && preferences.returning === 'headers-only'
					? table.primaryKey.toSorted()
					: [],
			countsInserted: mutation.conflict?.action === 'merge'
		}
	);
	if (negotiated.explain) return explained(context, main, negotiated, undefined, false);
	const rows = await transact(context, {
		isReadOnly: false,
		statements: [main],
		refuse: mutationRefusal(request, kind, negotiated)
	});
	return withWarning(plan, writeResponse(request, mutation, negotiated, mainRow(rows[0])));
}

export async function call(
	context: Context,
	name: string,
	method: 'GET' | 'HEAD' | 'POST'
): Promise<RestResponse> {
	const { request, loaded } = context;
	const { query, payload } = request;
	const isPost = method === 'POST';
	const argumentNames = argumentNamesOf(request);
	const routine = findRoutine(loaded.cache, {
		schema: request.schema,
		name,
		argumentNames,
		bodyType: request.bodyType,
		isPost
	});
	const target = {
		schema: routine.schema,
		name: routine.returnsComposite ? routine.returnType.name : routine.name
	};
	const plan = planFor(context, target, { isFromSource: true, isMutation: false });
	const negotiated =
		(routine.mediaType &&
			negotiateRaw(request.accept, routine.mediaType, routine.returnType.name === 'bytea')) ||
		negotiate(request.accept, loaded.configuration.planEnabled);
	checkPreferences(request);
	const { preferences } = request;
	if (
		preferences.maxAffected !== undefined &&
		preferences.handling === 'strict' &&
		!routine.returnsSet
	)
		throw maxAffectedOnSingle();
	const args: CallArguments =
		payload === undefined
			? textArguments(routine, query.args)
			: payload.kind === 'form'
				? textArguments(routine, payload.pairs)
				: bodyArguments(routine, payload);
	const source = callSql({
		routine,
		args,
		parameters: routine.parameters.filter((parameter) => argumentNames.includes(parameter.name)),
		returning: callReturning(plan)
	});
	const { maximumRows } = loaded.configuration;
	const main = callMainSql(
		source,
		plan,
		routine,
		method === 'HEAD' ? { kind: 'none' } : negotiated.format,
		{ count: preferences.count, maximumRows, isRanged: isRanged(request) }
	);
	const isReadOnly = !isPost || routine.volatility !== 'volatile';
	if (negotiated.explain) return explained(context, main, negotiated, routine, isReadOnly);
	const rows = await transact(context, {
		isReadOnly,
		statements: [main],
		refuse: refuseFirst(singularRefusal(negotiated), maxAffectedRefusal(request)),
		routine
	});
	const response = callResponse(request, returnsVoid(routine), negotiated, mainRow(rows[0]));
	return withWarning(plan, response);
}

function findTable({ request, loaded }: Context, name: string): Table {
	const table = loaded.cache.tables.get(key(request.schema, name));
	if (table) return table;
	const names = [...loaded.cache.tables.values()]
		.filter(({ schema }) => schema === request.schema)
		.map((candidate) => candidate.name);
	throw unknownTable(request.schema, name, closest(names, name, 0.75));
}

function planFor(
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

interface Work {
	isReadOnly: boolean;
	statements: readonly Fragment[];
	refuse?: (rows: MainRow[]) => RestError | undefined;
	routine?: Routine;
}

async function transact(context: Context, work: Work) {
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

async function explained(
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

/** A mutation may hand back no row at all when its CTE is empty of columns; then nothing was found. */
function mainRow(rows: readonly unknown[] | undefined): MainRow {
	return rows![0] as MainRow;
}

function isRanged({ range }: ApiRequest): boolean {
	return range.limit !== null || range.offset > 0n;
}

function checkPreferences({ preferences }: ApiRequest): void {
	if (preferences.handling === 'strict' && preferences.unknown.length)
		throw invalidPreferences(preferences.unknown);
}

/** Hosted databases load `safeupdate` for the API's role; a library that cannot be loaded here. */
function checkFiltered(kind: Mutation, filters: number, columns: number): void {
	if (filters > 0 || kind === 'insert' || kind === 'upsert-one') return;
	if (kind === 'update' && columns === 0) return;
	throw new RestError(400, '21000', `${kind.toUpperCase()} requires a WHERE clause`);
}

type Refusal = (rows: MainRow[]) => RestError | undefined;

/** Asked for one object, anything but one row is refused. */
function singularRefusal({ format }: Negotiated): Refusal | undefined {
	if (format.kind !== 'object') return undefined;
	return ([row]) => {
		const rows = Number(row!.page_total);
		return rows === 1 ? undefined : notSingular(rows);
	};
}

function maxAffectedRefusal({ preferences }: ApiRequest): Refusal | undefined {
	const { maxAffected, handling } = preferences;
	if (maxAffected === undefined || handling !== 'strict') return undefined;
	return ([row]) => {
		const rows = Number(row!.page_total);
		return rows > maxAffected ? tooManyAffected(rows) : undefined;
	};
}

function mutationRefusal(
	request: ApiRequest,
	kind: Mutation,
	negotiated: Negotiated
): Refusal | undefined {
	if (kind === 'upsert-one')
		return ([row]) => (row!.page_total === '1' ? undefined : mismatchedPut());
	const changes = kind === 'update' || kind === 'delete';
	return refuseFirst(
		singularRefusal(negotiated),
		changes ? maxAffectedRefusal(request) : undefined
	);
}

function refuseFirst(...refusals: (Refusal | undefined)[]): Refusal | undefined {
	const given = refusals.filter((refusal) => refusal !== undefined);
	if (given.length === 0) return undefined;
	return (rows) => given.map((refusal) => refusal(rows)).find((error) => error !== undefined);
}

function argumentNamesOf({ query, payload }: ApiRequest): string[] {
	if (payload === undefined) return query.args.map(({ name }) => name);
	if (payload.kind === 'form') return payload.pairs.map(({ name }) => name);
	return payload.kind === 'json' ? [...payload.keys] : [];
}

function bodyArguments(
	routine: Routine,
	payload: { kind: 'json'; text: string } | { kind: 'raw'; body: Buffer }
): CallArguments {
	if (payload.kind === 'json') {
		const takesWhole = routine.parameters.length === 1 && routine.parameters[0]!.name === '';
		return { kind: takesWhole ? 'body' : 'json', body: payload.text };
	}
	const isBinary = routine.parameters[0]?.type === 'bytea';
	return { kind: 'body', body: isBinary ? payload.body : payload.body.toString('utf8') };
}

/** Columns that the answer shows, joins, orders or filters by. */
function callReturning(plan: ReadNode): string[] {
	const returning = returningColumns(plan, []);
	if (returning.includes('*')) return returning;
	const filtered = (logic: ReadNode['where'][number]): string[] => {
		if (logic.kind === 'group') return logic.members.flatMap(filtered);
		return logic.kind === 'filter' ? [logic.field.name] : [];
	};
	return [...new Set([...returning, ...plan.where.flatMap(filtered)])];
}

function estimate(
	row: MainRow,
	plan: readonly Record<string, string | null>[],
	count: 'planned' | 'estimated',
	maximumRows: number | null
): string | null {
	const [explained] = JSON.parse(plan[0]!['QUERY PLAN']!) as [{ Plan: { 'Plan Rows': number } }];
	const planned = explained.Plan['Plan Rows'];
	if (count === 'planned') return String(planned);
	const counted = Number(row.total);
	return maximumRows === null || counted > maximumRows
		? String(Math.max(counted, planned))
		: row.total;
}

function withWarning(plan: ReadNode, response: RestResponse): RestResponse {
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
