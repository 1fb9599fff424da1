import pg from 'pg';
import type { BenchPlace } from '../harness/bench.ts';
import { interleave } from '../harness/interleave.ts';
import { median } from '../harness/statistics.ts';
import { constantClientList } from './constant-client-list.ts';
import {
	asMember,
	asOwner,
	runRequest,
	type Answer,
	type Query,
	type Request
} from '../harness/request.ts';
import type { TwoAccounts } from './two-accounts.ts';

const rounds = { runs: 201, warmUp: 20 };

/**
 * A1: pages of the client list as the API runs them for a member, under row level security, beside the same pages with the
 * tenant as a constant and nothing to check.
 * @returns the worst ratio of the pages: median of the processor time / median of the reference's
 * @throws Error when the two do not answer the same rows
 */
export async function measureClientList(
	{ db, platform, print }: BenchPlace,
	{ large: [reseller], owner }: TwoAccounts
): Promise<number> {
	const reference = await constantClientList(db, reseller.id);
	const checked = asMember(owner);
	const connection = new pg.Client(platform.stack.databaseUrl('supabase_admin'));
	await connection.connect();
	const costs: PageCost[] = [];
	for (const [name, page] of Object.entries(await pagesOf(db, reseller.id))) {
		const withCheck = pageQuery(`${name} checked`, 'public.client_list', '$1', page, [reseller.id]);
		const constant = pageQuery(`${name} constant`, reference, `'${reseller.id}'`, page, []);
		await expectSameRows(connection, name, [checked, withCheck], [asOwner, constant]);
		const runs = await interleave(
			{
				checked: () => runRequest(connection, checked, withCheck),
				constant: () => runRequest(connection, asOwner, constant)
			},
			rounds
		);
		costs.push({
			name,
			runs: runs.checked.length,
			checked: costOf(runs.checked),
			constant: costOf(runs.constant)
		});
	}
	await connection.end();
	print(
		'Client list, runs in turn in one connection: milliseconds of processor time in the database, and by the clock',
		['page', 'runs', 'checked', 'constant', 'ratio', 'checked by clock', 'constant by clock'],
		costs.map(({ name, runs, checked, constant }) => [
			name,
			String(runs),
			checked.processor.toFixed(2),
			constant.processor.toFixed(2),
			(checked.processor / constant.processor).toFixed(2),
			checked.elapsed.toFixed(2),
			constant.elapsed.toFixed(2)
		])
	);
	return Math.max(...costs.map(({ checked, constant }) => checked.processor / constant.processor));
}

interface PageCost extends Record<'checked' | 'constant', Cost> {
	name: string;
	runs: number;
}

/** Medians in milliseconds. */
interface Cost {
	processor: number;
	elapsed: number;
}

function costOf(answers: Answer[]): Cost {
	return {
		processor: median(answers.map(({ processor }) => processor)),
		elapsed: median(answers.map(({ elapsed }) => elapsed))
	};
}

interface Page {
	/** Conditions beside the tenant; parameters are `:1`, `:2` … */
	where: string;
	values: string[];
}

/** The pages of `listClients`, and one with a filter that few rows pass. */
async function pagesOf(db: pg.Client, resellerId: string): Promise<Record<string, Page>> {
	const { rows } = await db.query<{ created_at: string; id: string }>(
		`select to_json(created_at) #>> '{}' as created_at, id from public.clients where reseller_id = $1
		order by created_at desc, id desc
		offset (select count(*) / 2 from public.clients where reseller_id = $1) limit 1`,
		[resellerId]
	);
	const { created_at: createdAt, id } = rows[0]!;
	return {
		'first page': { where: '', values: [] },
		'deep keyset page': {
			where: 'and created_at <= :1 and (created_at < :1 or (created_at = :1 and id < :2))',
			values: [createdAt, id]
		},
		'behind with paying': { where: 'and is_delinquent = :1', values: ['true'] }
	};
}

const columns = `id, number, person_type as "personType", name, trade_name as "tradeName", document, email,
	phone_hint as "phoneHint", plan_name as "planName", status, is_suspended as "isSuspended",
	is_delinquent as "isDelinquent", due_on as "dueOn", last_paid_on as "lastPaidOn", created_at as "createdAt"`;

/** As `listClients` in src/lib/clients/clients.server.ts asks, and as the API answers: one JSON text. */
function pageQuery(name: string, view: string, tenant: string, page: Page, first: string[]): Query {
	const where = page.where.replace(/:(\d)/g, (_, number) => `$${Number(number) + first.length}`);
	return {
		name,
		text: `with page as (
			select ${columns} from ${view} where reseller_id = ${tenant} ${where}
			order by created_at desc, id desc limit 51
		) select coalesce(json_agg(page), '[]')::text as body from page`,
		values: [...first, ...page.values]
	};
}

async function expectSameRows(
	connection: pg.Client,
	name: string,
	...pair: [Request, Query][]
): Promise<void> {
	const [one, other] = [
		await runRequest(connection, ...pair[0]!),
		await runRequest(connection, ...pair[1]!)
	];
	if (one.body !== other.body) throw new Error(`${name}: the two queries answer different rows`);
	if (JSON.parse(one.body).length !== 51) throw new Error(`${name}: this page is not full`);
}
