import type { BenchPlace } from '../harness/bench.ts';
import { copyWithConstantAccount } from '../harness/constant-account.ts';
import { connect } from '../harness/connect.ts';
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
export async function measureThroughput(place: BenchPlace, { large }: TwoSizes): Promise<number> {
	const { db, print } = place;
	await copyWithConstantAccount(db, large.owner, large.id, ['list_clients', 'save_client']);
	const connection = await connect(place);
	const { rows } = await db.query<{ id: string; sector: string | null }>(
		`select id, sector from public.clients where reseller_id = $1 and archived_at is null order by number limit 1`,
		[large.id]
	);
	const { id } = rows[0]!;
	const member = asMember(large.owner);
	let { sector } = rows[0]!;
	const change = (): string[] => {
		const base = sector;
		sector = base === 'Comércio' ? 'Serviços' : 'Comércio';
		return [id, JSON.stringify({ sector }), JSON.stringify({ sector: base })];
	};
	const shares: { name: string; checked: number; bare: number }[] = [];
	for (const [name, query] of Object.entries(queries(large.id, id, change))) {
		const runs = await interleave(
			{
				checked: () => runRequest(connection, member, query('checked')),
				bare: () => runRequest(connection, asOwner, query('bare'))
			},
			rounds
		);
		shares.push({
			name,
			checked: median(runs.checked.map(({ inAll }) => inAll)),
			bare: median(runs.bare.map(({ inAll }) => inAll))
		});
	}
	await connection.end();
	print(
		'Row level security and the acting account beside neither: milliseconds of processor time in the database, whole transactions',
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
	change: () => string[]
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
					? `select public.save_client($1, $2, $3)::text as body`
					: `select bench.save_client($1, $2, $3)::text as body`,
				change(),
				true
			)
	};
}
