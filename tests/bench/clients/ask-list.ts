import type pg from 'pg';
import { runRequest, type Answer, type Request } from '../harness/request.ts';
import type { ListQuestion } from './list-questions.ts';

export interface AskedPage extends ListQuestion {
	after?: unknown[] | null;
}

/**
 * One page of `list_clients` as the API asks for it.
 * @param list another function in its place
 */
export async function askList(
	connection: pg.Client,
	request: Request,
	{ filter = {}, sort = 'created', descending = true, after = null }: AskedPage,
	list = 'public.list_clients'
): Promise<Answer> {
	return runRequest(connection, request, {
		name: list,
		text: `select ${list}($1, $2, $3, $4, 50)::text as body`,
		values: [JSON.stringify(filter), sort, descending, after && JSON.stringify(after)]
	});
}

const columnsOf: Record<string, string[]> = {
	created: ['created_at', 'number'],
	number: ['number'],
	name: ['name_key', 'number'],
	trade_name: ['trade_key', 'number'],
	plan: ['plan_key', 'created_at', 'number'],
	status: ['status', 'created_at', 'number'],
	suspended: ['is_suspended', 'created_at', 'number'],
	sessions: ['sessions_key', 'plan_key', 'number'],
	due: ['due_key', 'number'],
	last_paid: ['paid_key', 'due_key', 'number']
};

/**
 * The cursor with which the middle page, or the last full one, of an order begins.
 * @param db past row level security
 */
export async function cursorOf(
	db: pg.Client,
	resellerId: string,
	{ sort = 'created', descending = true, at }: ListQuestion
): Promise<unknown[] | null> {
	if (!at) return null;
	const columns = columnsOf[sort]!;
	const order = columns.map((column) => `${column} ${descending ? 'desc' : 'asc'}`).join(', ');
	const { rows } = await db.query<{ cursor: unknown[] }>(
		`select jsonb_build_array(${columns.join(', ')}) as cursor
		from public.client_summaries where reseller_id = $1 and archived_at is null
		order by ${order}
		offset (
			select case $2 when 'middle' then count(*) / 2 else count(*) - 51 end
			from public.client_summaries where reseller_id = $1 and archived_at is null
		) limit 1`,
		[resellerId, at]
	);
	return rows[0]!.cursor;
}
