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
 * owner of the tables, which no policy bounds and which names the tenant itself, after it asked once whose request it is:
 * how much of the throughput of one processor is left. What the asking costs is shown beside, by the same SQL with the
 * account as a constant (A1 measures that of the list).
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
	const shares: ({ name: string } & Record<Side, number>)[] = [];
	for (const [name, query] of Object.entries(queries(large.id, id, change))) {
		const runs = await interleave(
			{
				checked: () => runRequest(connection, member, query('checked')),
				asked: () => runRequest(connection, { ...member, ...owner }, query('asked')),
				bare: () => runRequest(connection, asOwner, query('bare'))
			},
			rounds
		);
		shares.push({
			name,
			checked: median(runs.checked.map(({ inAll }) => inAll)),
			asked: median(runs.asked.map(({ inAll }) => inAll)),
			bare: median(runs.bare.map(({ inAll }) => inAll))
		});
	}
	await connection.end();
	print(
		'Row level security: milliseconds of processor time in the database, whole transactions',
		['', 'with', 'without', 'share left', 'with a constant account', 'share left'],
		shares.map(({ name, checked, asked, bare }) => [
			name,
			checked.toFixed(3),
			asked.toFixed(3),
			(asked / checked).toFixed(2),
			bare.toFixed(3),
			(bare / checked).toFixed(2)
		])
	);
	return Math.min(...shares.map(({ checked, asked }) => asked / checked));
}

type Side = 'checked' | 'asked' | 'bare';
const owner = { role: 'postgres' };

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
	const tenant = { checked: '$1', asked: '(select app.reseller_id())', bare: '$1' };
	const schema = { checked: 'public', asked: 'public', bare: 'bench' };
	// The same number of parameters on every side.
	const mine = (side: Side) => `reseller_id = ${tenant[side]} and $1::uuid is not null`;
	const page = (side: Side) => `with page as (
		select * from ${schema[side]}.client_list where ${mine(side)} order by created_at desc, id desc limit 51
	) select coalesce(json_agg(page), '[]')::text as body from page`;
	const row = (
		side: Side
	) => `with page as (select * from public.clients where ${mine(side)} and id = $2)
		select coalesce(json_agg(page), '[]')::text as body from page`;
	return {
		'list by the view': (side) => named('view', side, page(side), [resellerId]),
		'list by its function': (side) =>
			named(
				'function',
				side,
				side === 'bare'
					? `select bench.list_clients('{}', 'created', true, null, 50)::text as body`
					: 'select public.list_clients()::text as body',
				[]
			),
		'read one': (side) => named('read', side, row(side), [resellerId, id]),
		'change one': (side) =>
			named(
				'change',
				side,
				`select ${schema[side]}.save_client($1, $2, $3)::text as body`,
				change(),
				true
			)
	};
}
