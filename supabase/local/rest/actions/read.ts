import { negotiate } from '../media-types.ts';
import { readResponse, type RestResponse } from '../response.ts';
import { plannedCountSql, readMainSql, type MainRow } from '../sql/main-sql.ts';
import {
	explained,
	findTable,
	isRanged,
	mainRow,
	planFor,
	transact,
	withWarning,
	type Context
} from './context.ts';
import { checkPreferences, singularRefusal } from './refusals.ts';

/** GET and HEAD of a table or view. @throws RestError */
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
