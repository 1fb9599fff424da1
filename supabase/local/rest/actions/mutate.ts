import { negotiate } from '../media-types.ts';
import { planMutation, type Mutation } from '../plan/mutate-plan.ts';
import { writeResponse, type RestResponse } from '../response.ts';
import { writeMainSql } from '../sql/main-sql.ts';
import { mutationSql } from '../sql/write-sql.ts';
import {
	explained,
	findTable,
	mainRow,
	planFor,
	transact,
	withWarning,
	type Context
} from './context.ts';
import { checkFiltered, checkPreferences, mutationRefusal } from './refusals.ts';

/** POST, PATCH, PUT and DELETE of a table or view. @throws RestError */
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
