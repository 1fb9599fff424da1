import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { BenchPlace } from '../harness/bench.ts';
import { connect } from '../harness/connect.ts';
import { count } from '../harness/goal.ts';
import { interleave } from '../harness/interleave.ts';
import { processorTime } from '../harness/processor-time.ts';
import { median } from '../harness/statistics.ts';
import { seedReseller } from '../seed/seed-reseller.ts';

/** What the goals mean by a billing run. */
const mostSubscriptions = 100_000;
/** Of a loop that takes one at a time, enough to know its rate. */
const mostLooped = 1000;
const onDate = '2026-03-10';

interface Cost {
	elapsed: number;
	processor: number;
}
interface RunCost {
	first: Cost;
	again: Cost;
	loop: Cost;
	looped: number;
}

/**
 * P4 and P5: everybody's monthly invoice falls due on one night. The run is the real one, chunk by chunk, each in a
 * transaction of its own: lines, gapless numbers, ledger, mails in the outbox, trail, read model, figures, announcements.
 * Beside it what one would write by hand: invoices, lines and the next date of each subscription by set-based statements,
 * in tables of the same columns, checks, primary and unique keys, without foreign keys, further indexes and triggers.
 * Then the same night once more, and a loop that issues one at a time with the very same function.
 * @returns P4: bare / run in processor time. P5: rate of the run / rate of the loop, by the clock. again: the second run / the first, by the clock.
 * @throws Error when a run did not issue everybody's invoice, exactly once
 */
export async function measureBillingRun(
	place: BenchPlace
): Promise<{ toBare: number; toLoop: number; again: number }> {
	const rows = Math.min(place.rows, mostSubscriptions);
	const connection = await connect(place);
	const bare = await connect(place);
	try {
		await makeBareTables(bare);
		const runs = await interleave<'run' | 'bare', RunCost | Cost>(
			{
				run: () => runOnce(place, connection, rows),
				bare: () => bareOnce(place, bare, rows)
			},
			{ runs: Number(process.env.RUNS ?? 5), warmUp: 0 }
		);
		const full = runs.run as RunCost[];
		const bares = runs.bare as Cost[];
		const of = (part: 'first' | 'again' | 'loop', what: keyof Cost) =>
			median(full.map((cost) => cost[part][what]));
		const perThousand = (milliseconds: number, issued: number) =>
			((milliseconds / issued) * 1000).toFixed(0);
		const looped = full[0]!.looped;
		place.print(
			`Billing run of ${count(rows)} subscriptions, ${full.length} times in turn with bare SQL, median`,
			['', 'processor ms', 'elapsed ms', 'elapsed ms per 1,000'],
			[
				['run', of('first', 'processor'), of('first', 'elapsed'), rows],
				['the same night again', of('again', 'processor'), of('again', 'elapsed'), rows],
				[`one at a time (${looped})`, of('loop', 'processor'), of('loop', 'elapsed'), looped],
				[
					'bare SQL',
					median(bares.map(({ processor }) => processor)),
					median(bares.map(({ elapsed }) => elapsed)),
					rows
				]
			].map(([name, processor, elapsed, issued]) => [
				String(name),
				Number(processor).toFixed(0),
				Number(elapsed).toFixed(0),
				perThousand(Number(elapsed), Number(issued))
			])
		);
		return {
			toBare: median(bares.map(({ processor }) => processor)) / of('first', 'processor'),
			toLoop: of('loop', 'elapsed') / looped / (of('first', 'elapsed') / rows),
			again: of('again', 'elapsed') / of('first', 'elapsed')
		};
	} finally {
		await Promise.all([connection.end(), bare.end()]);
	}
}

async function runOnce({ db }: BenchPlace, connection: pg.Client, rows: number): Promise<RunCost> {
	const resellerId = await seedSubscriptions(db, rows);
	const first = await timed(connection, () => runNight(connection, resellerId));
	const { rows: issued } = await connection.query(
		`select count(*)::int as count, max(number)::int as last,
			count(*) filter (where total_cents <> 9990)::int as wrong
		from public.invoices where reseller_id = $1`,
		[resellerId]
	);
	if (issued[0].count !== rows || issued[0].last !== rows || issued[0].wrong > 0)
		throw new Error(`the run issued ${JSON.stringify(issued[0])} of ${rows}`);
	const again = await timed(connection, () => runNight(connection, resellerId));

	const loopedReseller = await seedSubscriptions(db, Math.min(rows, mostLooped));
	const { rows: due } = await connection.query<{ id: string }>(
		'select unnest(app.issuable_ids($1, $2)) as id',
		[loopedReseller, onDate]
	);
	const loop = await timed(connection, async () => {
		for (const { id } of due)
			await connection.query('select app.issue_due($1, $2, array[$3::uuid])', [
				loopedReseller,
				onDate,
				id
			]);
	});
	return { first, again, loop, looped: due.length };
}

async function runNight(connection: pg.Client, resellerId: string): Promise<void> {
	const { rows } = await connection.query<{ id: string }>(
		`select (app.open_billing_run($1, $2, 'hand')).id`,
		[resellerId, onDate]
	);
	for (let state = 'running'; state === 'running';) {
		const { rows: run } = await connection.query<{ state: string }>(
			`select app.advance_billing_run($1) ->> 'state' as state`,
			[rows[0]!.id]
		);
		state = run[0]!.state;
	}
}

async function bareOnce({ db }: BenchPlace, bare: pg.Client, rows: number): Promise<Cost> {
	const resellerId = await seedSubscriptions(db, rows);
	await bare.query('truncate bare_subscriptions, bare_invoices, bare_lines');
	await bare.query(
		'insert into bare_subscriptions select * from public.subscriptions where reseller_id = $1',
		[resellerId]
	);
	await bare.query('analyze bare_subscriptions');
	const cost = await timed(bare, async () => {
		await bare.query('begin');
		await bare.query(
			`insert into bare_invoices (
				id, reseller_id, client_id, subscription_id, number, kind, issued_on, due_on, period_start, period_end, total_cents
			)
			select gen_random_uuid(), s.reseller_id, s.client_id, s.id, row_number() over (order by s.id), 'recurring', $1::date,
				s.next_period_on, s.next_period_on, (s.next_period_on + interval '1 month')::date - 1, v.monthly_price_cents
			from bare_subscriptions s join public.plan_versions v on v.id = s.plan_version_id
			where s.next_period_on <= $1::date + 10 and s.status = 'active'`,
			[onDate]
		);
		await bare.query(
			`insert into bare_lines (reseller_id, invoice_id, position, kind, description, quantity, unit_cents, total_cents)
			select i.reseller_id, i.id, 1, 'plan', 'Fibra', 1, i.total_cents, i.total_cents from bare_invoices i`
		);
		await bare.query(
			`update bare_subscriptions s set next_period_on = i.period_end + 1, cycles_billed = s.cycles_billed + 1
			from bare_invoices i where i.subscription_id = s.id`
		);
		await bare.query('commit');
	});
	const { rows: issued } = await bare.query('select count(*)::int as count from bare_lines');
	if (issued[0].count !== rows) throw new Error(`bare SQL issued ${issued[0].count} of ${rows}`);
	return cost;
}

async function makeBareTables(bare: pg.Client): Promise<void> {
	await bare.query(`
		create table bare_subscriptions (like public.subscriptions including defaults including constraints, primary key (id));
		create table bare_invoices (
			like public.invoices including defaults including constraints including generated,
			primary key (id), unique (reseller_id, number), unique (reseller_id, subscription_id, period_start)
		);
		create table bare_lines (
			like public.invoice_lines including defaults including constraints, primary key (reseller_id, invoice_id, position)
		);
	`);
}

/** A reseller whose every client has an active monthly subscription that is due. */
async function seedSubscriptions(db: pg.Client, subscriptions: number): Promise<string> {
	const slug = `run-${randomUUID().slice(0, 8)}`;
	const { id } = await seedReseller(db, slug, 'Run');
	await db.query('begin');
	await db.query('set local session_replication_role = replica');
	await db.query(
		`with plan as (
			insert into public.plans (reseller_id, name) values ($1, 'Fibra') returning id
		)
		insert into public.plan_versions (reseller_id, plan_id, monthly_price_cents) select $1, id, 9990 from plan`,
		[id]
	);
	await db.query(
		`insert into public.clients (reseller_id, number, name, email)
		select $1, n, 'Cliente ' || n, 'c' || n || '@client.example' from generate_series(1, $2::int) n`,
		[id, subscriptions]
	);
	await db.query(
		`insert into public.client_summaries (
			reseller_id, client_id, number, person_type, name, email, payer, collection, created_at, subscription_status,
			search_key, name_key, trade_key
		)
		select c.reseller_id, c.id, c.number, c.person_type, c.name, c.email, c.payer, c.collection, c.created_at, 'active',
			c.search_key, lower(c.name), lower(c.name)
		from public.clients c where c.reseller_id = $1`,
		[id]
	);
	await db.query(
		`insert into public.subscriptions (
			reseller_id, client_id, plan_version_id, status, activation, activated_at, interval_months, due_day,
			started_on, period_day, next_period_on, monthly_cents
		)
		select c.reseller_id, c.id, v.id, 'active', 'now', now(), 1, 10, '2026-02-10', 10, $2, 9990
		from public.clients c join public.plan_versions v on v.reseller_id = c.reseller_id
		where c.reseller_id = $1`,
		[id, onDate]
	);
	// The reseller's late rates come by a trigger, which was silenced for the seed of the rest only.
	await db.query('commit');
	await db.query(
		'analyze public.clients, public.client_summaries, public.subscriptions, public.invoices, public.invoice_lines'
	);
	return id;
}

async function timed(connection: pg.Client, work: () => Promise<unknown>): Promise<Cost> {
	const pid = (connection as unknown as { processID: number }).processID;
	const [began, used] = [performance.now(), processorTime(pid)];
	await work();
	return { elapsed: performance.now() - began, processor: processorTime(pid) - used };
}
