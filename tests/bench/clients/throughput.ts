import pg from 'pg';
import type { BenchPlace } from '../harness/bench.ts';
import { copyWithConstantAccount } from '../harness/constant-account.ts';
import { interleave } from '../harness/interleave.ts';
import { asMember, asOwner, runRequest, type Query } from '../harness/request.ts';
import { median } from '../harness/statistics.ts';
import type { TwoSizes } from './two-sizes.ts';

const rounds = { runs: 101, warmUp: 10, patienceSeconds: 40 };

/**
 * P7: listing, reading and changing clients of the large reseller under row level security beside the same SQL for the
 * owner of the tables, with the account as a constant: how much of the throughput of one processor is left.
 * @returns the worst share
 */
export async function measureThroughput(
	{ db, platform, print }: BenchPlace,
	{ large }: TwoSizes
): Promise<number> {
	await copyWithConstantAccount(db, large.owner, large.id, ['list_clients', 'save_client']);
	const connection = new pg.Client(platform.stack.databaseUrl('supabase_admin'));
	await connection.connect();
	const { rows } = await db.query<{ id: string }>(
		`select id from public.clients where reseller_id = $1 and archived_at is null order by number limit 1`,
		[large.id]
	);
	const id = rows[0]!.id;
	const member = asMember(large.owner);
	let changes = 0;
	const shares: { name: string; checked: number; bare: number }[] = [];
	for (const [name, query] of Object.entries(queries(large.id, id, () => String(++changes)))) {
		const runs = await interleave(
			{
				checked: () => runRequest(connection, member, query('checked')),
				bare: () => runRequest(connection, asOwner, query('bare'))
			},
			rounds
		);
		shares.push({
			name,
			checked: median(runs.checked.map(({ processor }) => processor)),
			bare: median(runs.bare.map(({ processor }) => processor))
		});
	}
	await connection.end();
	print(
		'Row level security and the acting account beside neither: milliseconds of processor time in the database',
		['', 'with', 'without', 'share of throughput'],
		shares.map(({ name, checked, bare }) => [
			name,
			checked.toFixed(3),
			bare.toFixed(3),
			(bare / checked).toFixed(2)
		])
	);
	return Math.min(...shares.map(({ checked, bare }) => bare / checked));
}

type Side = 'checked' | 'bare';

function queries(
	resellerId: string,
	id: string,
	nextChange: () => string
): Record<string, (side: Side) => Query> {
	const named = (
		name: string,
		side: Side,
		text: string,
		values: string[],
		writes = false
	): Query => ({
		...{ name: `${name} ${side}`, text, values, writes }
	});
	const page = (view: string) => `with page as (
		select * from ${view} where reseller_id = $1 order by created_at desc, id desc limit 51
	) select coalesce(json_agg(page), '[]')::text as body from page`;
	const row = `with page as (select * from public.clients where reseller_id = $1 and id = $2)
		select coalesce(json_agg(page), '[]')::text as body from page`;
	return {
		'list by the view': (side) =>
			named('view', side, page(side === 'checked' ? 'public.client_list' : 'bench.client_list'), [
				resellerId
			]),
		'list by its function': (side) =>
			named(
				'function',
				side,
				side === 'checked'
					? 'select public.list_clients()::text as body'
					: `select bench.list_clients('{}', 'created', true, null, 50)::text as body`,
				[]
			),
		'read one': (side) => named('read', side, row, [resellerId, id]),
		'change one': (side) =>
			named(
				'change',
				side,
				side === 'checked'
					? `select public.save_client($1, $2)::text as body`
					: `select bench.save_client($1, $2, '{}')::text as body`,
				[id, JSON.stringify({ sector: `Setor ${nextChange()}` })],
				true
			)
	};
}
