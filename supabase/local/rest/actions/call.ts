import { maxAffectedOnSingle } from '../errors.ts';
import { negotiate, negotiateRaw } from '../media-types.ts';
import { textArguments, type CallArguments } from '../plan/call-plan.ts';
import { findRoutine, returnsVoid } from '../plan/find-routine.ts';
import { returningColumns } from '../plan/mutate-plan.ts';
import type { ReadNode } from '../plan/plan-types.ts';
import type { ApiRequest } from '../request/api-request.ts';
import { callResponse, type RestResponse } from '../response.ts';
import type { Routine } from '../schema-cache/schema-types.ts';
import { callSql } from '../sql/call-sql.ts';
import { callMainSql } from '../sql/main-sql.ts';
import {
	explained,
	isRanged,
	mainRow,
	planFor,
	transact,
	withWarning,
	type Context
} from './context.ts';
import { checkPreferences, maxAffectedRefusal, refuseFirst, singularRefusal } from './refusals.ts';

/** GET, HEAD and POST of a function. @throws RestError */
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
