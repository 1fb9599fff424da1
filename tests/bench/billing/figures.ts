import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { SizedReseller, TwoSizes } from '../clients/two-sizes.ts';
import type { BenchPlace } from '../harness/bench.ts';
import { connect } from '../harness/connect.ts';
import { count } from '../harness/goal.ts';
import { interleave } from '../harness/interleave.ts';
import { asMember, runRequest } from '../harness/request.ts';
import { median } from '../harness/statistics.ts';

const rounds = { runs: 25, warmUp: 5, patienceSeconds: 30 };
/** What may come between two folds: some payments a second, for a minute. */
const unfolded = 200;

/**
 * P9: the overview of the large reseller beside that of the small one, as a member asks for it: all folded, and with what
 * a busy minute adds on top. The seeds run no triggers, so the figures are counted once before; after the payments of
 * that minute they must still be what counting gives.
 * @returns the worse ratio of the medians, in processor time of the database
 * @throws Error when a kept figure is not the counted one
 */
export async function measureFigures(
	place: BenchPlace,
	{ large, small }: TwoSizes
): Promise<number> {
	const { db, print, step } = place;
	const resellers = { large, small };
	for (const { id, name } of Object.values(resellers))
		await step(`figures of ${name}`, () =>
			db.query('select count(*) from app.recount_billing_figures($1)', [id])
		);
	await db.query('select app.fold_figures()');
	await db.query('vacuum analyze app.figures');
	const connection = await connect(place);
	const ratios: number[] = [];
	const table: string[][] = [];
	const compare = async (state: string) => {
		const asking = (reseller: SizedReseller) => () => askFigures(connection, reseller);
		const runs = await interleave({ large: asking(large), small: asking(small) }, rounds);
		const cost = (of: 'large' | 'small') => median(runs[of].map(({ processor }) => processor));
		const ratio = cost('large') / cost('small');
		ratios.push(ratio);
		table.push([
			state,
			cost('large').toFixed(2),
			cost('small').toFixed(2),
			ratio.toFixed(2),
			median(runs.large.map(({ elapsed }) => elapsed)).toFixed(2)
		]);
	};
	try {
		await compare('folded');
		for (const reseller of Object.values(resellers)) await pay(db, reseller);
		await compare(`${unfolded} payments later, not folded`);
		for (const reseller of Object.values(resellers)) await expectExact(db, reseller);
	} finally {
		await connection.end();
	}
	print(
		`Overview of ${count(large.clients)} and of ${count(small.clients)} clients, ${rounds.runs} times in turn: milliseconds of processor time in the database; equal to counting afterwards`,
		['figures', 'large', 'small', 'ratio', 'large by clock'],
		table
	);
	return Math.max(...ratios);
}

function askFigures(connection: pg.Client, { owner }: SizedReseller) {
	return runRequest(connection, asMember(owner), {
		name: 'billing_figures',
		text: 'select public.billing_figures()::text as body',
		values: []
	});
}

/** Each payment in a transaction of its own, by the one way in which money comes. */
async function pay(db: pg.Client, { id }: SizedReseller): Promise<void> {
	const { rows } = await db.query<{ invoice: string }>(
		`select i.id as invoice from public.invoices i
		where i.reseller_id = $1 and i.status = 'open' and i.payment_status = 'unpaid'
		order by i.effective_due_on, i.id limit $2`,
		[id, unfolded]
	);
	for (const { invoice } of rows)
		await db.query(
			`select app.apply_payment($1, $2, 1000, 'pix', app.today($1), 'manual', request_id => $3)`,
			[id, invoice, randomUUID()]
		);
}

async function expectExact(db: pg.Client, { id, name }: SizedReseller): Promise<void> {
	const { rows } = await db.query('select * from app.recount_billing_figures($1)', [id]);
	if (rows.length > 0)
		throw new Error(`figures of ${name} are not what counting gives: ${JSON.stringify(rows)}`);
}
