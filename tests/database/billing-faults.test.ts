import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { advanceRuns } from '../../supabase/functions/billing/advance.ts';
import { dumpOf, makeBook, payAsUsual } from '../simulation/book.ts';
import {
	actAs,
	addClient,
	addPlan,
	type BillingReseller,
	makeBillingReseller,
	runNight,
	setClock,
	subscribe
} from '../simulation/reseller.ts';
import { startFreshDatabase } from '../simulation/database.ts';

let database: Awaited<ReturnType<typeof startFreshDatabase>>;
let db: Client;
beforeAll(async () => {
	database = await startFreshDatabase();
	db = await connect();
});
afterAll(async () => {
	await db.end();
	await database.stop();
});

const clients = 60;
const eve = '2028-02-24';
const night = '2028-02-29';

/** A reseller in whose night everything happens: changes, invoices, credit, reminders, ended releases, notices, blocks. */
async function onTheEve(): Promise<BillingReseller> {
	const reseller = await makeBook(db, '2028-02-01', clients);
	for (const day of ['2028-02-01', '2028-02-06', '2028-02-12', '2028-02-18', eve]) {
		await setClock(db, reseller, day);
		await runNight(db, reseller);
		if (day !== '2028-02-12') await payAsUsual(db, reseller, day);
	}
	await arrange(reseller);
	await setClock(db, reseller, night);
	return reseller;
}

async function arrange(reseller: BillingReseller): Promise<void> {
	const [first, second] = await subscriptionsOf(
		reseller,
		`s.status = 'active' and s.next_period_on <= '${night}' and s.cycles_billed > 0`
	);
	await db.query(
		'update public.subscriptions set cancels_on = next_period_on where reseller_id = $1 and id = $2',
		[reseller.id, first]
	);
	await db.query(
		`update public.subscriptions s set cycles_limit = s.cycles_billed where reseller_id = $1 and id = $2`,
		[reseller.id, second]
	);
	// Trusted until yesterday.
	await db.query(
		`insert into public.trust_releases (reseller_id, client_id, invoice_id, request_id, until_on, granted_on, self_service)
		select i.reseller_id, i.client_id, i.id, gen_random_uuid(), $2::date - 1, $3, false
		from public.invoices i
		where i.reseller_id = $1 and i.status = 'open' and i.payment_status in ('unpaid', 'partial') and i.effective_due_on < $3 and i.payer = 'client'
		order by i.number limit 3`,
		[reseller.id, night, eve]
	);
	await db.query(
		`select app.enter_credit(c.reseller_id, c.id, 3000 + c.number, 'manual', $2)
		from public.clients c where c.reseller_id = $1 and c.number % 9 = 0`,
		[reseller.id, eve]
	);
}

async function subscriptionsOf(reseller: BillingReseller, which: string): Promise<string[]> {
	const { rows } = await db.query(
		`select s.id from public.subscriptions s where s.reseller_id = $1 and ${which} order by s.id`,
		[reseller.id]
	);
	return rows.map((row) => row.id);
}

async function connected<Answer>(work: (other: Client) => Promise<Answer>): Promise<Answer> {
	const other = await connect();
	try {
		return await work(other);
	} finally {
		await other.end().catch(() => undefined);
	}
}

async function connect(): Promise<Client> {
	const connection = new Client({ connectionString: database.url });
	// Some are terminated on purpose.
	connection.on('error', () => undefined);
	await connection.connect();
	return connection;
}

const pidOf = async (connection: Client): Promise<number> =>
	(await connection.query('select pg_backend_pid() as pid')).rows[0].pid;

async function openRun(reseller: BillingReseller): Promise<string> {
	const { rows } = await db.query(`select (app.open_billing_run($1, app.today($1), 'hand')).id`, [
		reseller.id
	]);
	return rows[0].id;
}

async function stateOf(runId: string): Promise<string> {
	const { rows } = await db.query('select state from public.billing_runs where id = $1', [runId]);
	return rows[0].state;
}

const advance = (connection: Client, runId: string, chunk: number) =>
	connection.query('select app.advance_billing_run($1, $2) as run', [runId, chunk]);

let undisturbed: Promise<string[]> | undefined;

/** What the night comes to when nothing goes wrong. */
function quietNight(): Promise<string[]> {
	undisturbed ??= onTheEve().then(async (reseller) => {
		const before = await dumpOf(db, reseller);
		const run = await runNight(db, reseller);
		// All of it happens, or the comparisons below say little.
		for (const what of ['changed', 'issued', 'reminded', 'notified', 'blocked', 'releases_ended'])
			expect(Number(run[what]), what).toBeGreaterThan(0);
		const after = await dumpOf(db, reseller);
		expect(
			after.filter((line) => line.startsWith('payment') && !before.includes(line)).length
		).toBeGreaterThan(0);
		return after;
	});
	return undisturbed;
}

async function expectAsQuiet(reseller: BillingReseller): Promise<void> {
	expect(await dumpOf(db, reseller)).toEqual(await quietNight());
	expect((await db.query('select * from app.check_ledger($1)', [reseller.id])).rows).toEqual([]);
}

describe('a night that is disturbed ends like one that is not', () => {
	test('when each chunk is killed right before its commit, and done again', async () => {
		const reseller = await onTheEve();
		const runId = await openRun(reseller);
		let killed = 0;
		while ((await stateOf(runId)) !== 'done') {
			await connected(async (worker) => {
				const pid = await pidOf(worker);
				await worker.query('begin');
				await advance(worker, runId, 7);
				await db.query('select pg_terminate_backend($1)', [pid]);
				await expect(worker.query('commit')).rejects.toThrow();
				killed++;
			});
			await advance(db, runId, 7);
		}
		expect(killed).toBeGreaterThan(8);
		await expectAsQuiet(reseller);
	});

	test('when each chunk that writes about clients is killed in its midst', async () => {
		const reseller = await onTheEve();
		const runId = await openRun(reseller);
		let killed = 0;
		while ((await stateOf(runId)) !== 'done') {
			killed += await connected(async (holder) => {
				// Whatever changes an invoice or a subscription comes here, with other things written already.
				await holder.query('begin');
				await holder.query(
					'select from public.client_summaries where reseller_id = $1 for update',
					[reseller.id]
				);
				return killInMidst(runId);
			});
			await advance(db, runId, 3);
		}
		expect(killed).toBeGreaterThan(4);
		await expectAsQuiet(reseller);
	});

	async function killInMidst(runId: string): Promise<number> {
		return connected(async (worker) => {
			const pid = await pidOf(worker);
			await worker.query('begin');
			let ended = false;
			const attempt = advance(worker, runId, 3).then(
				() => 'went through',
				(error: Error) => error.message
			);
			void attempt.then(() => (ended = true));
			while (!ended && !(await waitsForLock(pid)));
			if (ended) return 0;
			await db.query('select pg_terminate_backend($1)', [pid]);
			expect(await attempt).not.toBe('went through');
			return 1;
		});
	}

	async function waitsForLock(pid: number): Promise<boolean> {
		const { rows } = await db.query(
			`select exists (select from pg_stat_activity where pid = $1 and wait_event_type = 'Lock') as waits`,
			[pid]
		);
		return rows[0].waits;
	}

	test('when three workers do it at once, and a fourth wants to begin it again', async () => {
		const reseller = await onTheEve();
		const runId = await openRun(reseller);
		expect(await openRun(reseller)).toBeNull();
		await Promise.all(
			[1, 2, 3].map(() =>
				connected(async (worker) => {
					for (;;) {
						const { rows } = await advance(worker, runId, 5);
						if (rows[0].run.state === 'done') return;
					}
				})
			)
		);
		await expectAsQuiet(reseller);
	});

	test('when another run of the same day follows, and does nothing', async () => {
		const reseller = await onTheEve();
		await runNight(db, reseller, 9);
		await expectAsQuiet(reseller);
		const again = await runNight(db, reseller);
		expect(again).toMatchObject({
			...{
				changed: 0,
				issued: 0,
				reminded: 0,
				notified: 0,
				blocked: 0,
				releases_ended: 0,
				failed: 0
			}
		});
		const dumped = await dumpOf(db, reseller);
		expect(dumped.filter((line) => !line.startsWith('run'))).toEqual(
			(await quietNight()).filter((line) => !line.startsWith('run'))
		);
	});
});

describe('what somebody is busy with', () => {
	async function dueOf(reseller: BillingReseller): Promise<string[]> {
		const { rows } = await db.query('select app.issuable_ids($1, app.today($1)) as ids', [
			reseller.id
		]);
		return rows[0].ids;
	}

	const invoicesOf = async (subscriptionId: string) =>
		(
			await db.query(
				`select i.total_cents::integer as total, i.issued_on::text as on from public.invoices i where i.subscription_id = $1 and i.kind = 'recurring' order by i.number`,
				[subscriptionId]
			)
		).rows;

	test('is left to them: who cancels during the run is not billed, everybody else is', async () => {
		const reseller = await onTheEve();
		const due = await dueOf(reseller);
		const leaver = due[1]!;
		const before = await invoicesOf(leaver);
		await connected(async (person) => {
			await actAs(person, reseller);
			await person.query('begin');
			// Billing the days that were used would take the next number, and for that everybody waits.
			await person.query(
				`select public.change_subscription(gen_random_uuid(), $1, 'cancel', '{"voids_open": true}')`,
				[leaver]
			);
			// The run does not wait for the person, who is still thinking.
			const run = await runNight(db, reseller, 4);
			expect(run).toMatchObject({ failed: 0 });
			await person.query('commit');
		});
		expect(await invoicesOf(leaver)).toEqual(before);
		expect(await dueOf(reseller)).toEqual([]);
		for (const id of due.filter((other) => other !== leaver)) {
			expect((await invoicesOf(id)).at(-1)?.on, id).toBe(night);
		}
		expect((await db.query('select * from app.check_ledger($1)', [reseller.id])).rows).toEqual([]);
	});

	test('a price that changes during the run is billed as changed, by the next one', async () => {
		const reseller = await onTheEve();
		const busy = (await dueOf(reseller))[2]!;
		await connected(async (person) => {
			await actAs(person, reseller);
			await person.query('begin');
			await person.query(
				`select public.change_subscription(gen_random_uuid(), $1, 'add_adjustment', '{"kind": "surcharge", "amount_cents": 12345}')`,
				[busy]
			);
			await runNight(db, reseller);
			expect((await invoicesOf(busy)).at(-1)?.on).not.toBe(night);
			await person.query('commit');
		});
		expect(await runNight(db, reseller)).toMatchObject({ issued: 1, failed: 0 });
		const { rows } = await db.query(
			`select exists (select from public.invoice_lines l where l.reseller_id = $1 and l.unit_cents = 12345) as billed`,
			[reseller.id]
		);
		expect(rows[0].billed).toBe(true);
	});

	test('one that cannot be billed stops nobody, is named, and is billed once it can', async () => {
		const reseller = await onTheEve();
		const due = await dueOf(reseller);
		const bad = due[3]!;
		// Somebody took its period: the invoice cannot be written.
		const { rows: taken } = await db.query(
			`update public.invoices i set period_start = s.next_period_on, subscription_id = s.id, period_end = s.next_period_on
			from public.subscriptions s
			where s.id = $2 and i.reseller_id = $1 and i.id = (
				select o.id from public.invoices o where o.reseller_id = $1 and o.payment_status = 'paid' and o.subscription_id <> s.id order by o.number limit 1
			) returning i.id`,
			[reseller.id, bad]
		);
		const run = await runNight(db, reseller, 4);
		expect(run).toMatchObject({ state: 'done', failed: 1 });
		const failures = await db.query(
			'select step, row_id, code from public.billing_run_failures where reseller_id = $1',
			[reseller.id]
		);
		expect(failures.rows).toEqual([
			{ step: 'issue', row_id: bad, code: expect.stringContaining('invoices_one_per_period') }
		]);
		expect(await dueOf(reseller)).toEqual([bad]);
		const numbers = await db.query(
			'select count(*)::integer as invoices, max(number)::integer as last from public.invoices where reseller_id = $1',
			[reseller.id]
		);
		expect(numbers.rows[0].last).toBe(numbers.rows[0].invoices);

		await db.query('update public.invoices set subscription_id = null where id = $1', [
			taken[0].id
		]);
		expect(await runNight(db, reseller)).toMatchObject({ issued: 1, failed: 0 });
		expect((await invoicesOf(bad)).at(-1)?.on).toBe(night);
	});
});

describe('the preview of a night', () => {
	const steps = ['changes', 'issue', 'remind', 'release_end', 'notify', 'block'] as const;
	type Done = Record<(typeof steps)[number], unknown[]>;
	type Statuses = Map<string, string>;

	async function statusesOf(reseller: BillingReseller): Promise<Statuses> {
		const { rows } = await db.query(
			'select id, status from public.subscriptions where reseller_id = $1',
			[reseller.id]
		);
		return new Map(rows.map((row) => [row.id, row.status]));
	}

	async function previewOf(reseller: BillingReseller): Promise<Done> {
		await actAs(db, reseller);
		const { rows } = await db.query('select app.preview_billing_run(null, 1000) as planned');
		const { planned } = rows[0];
		for (const step of steps) expect(planned[step].count, step).toBe(planned[step].rows.length);
		const told = (step: string, names: string[]) =>
			sorted(planned[step].rows.map((row: Record<string, unknown>) => names.map((n) => row[n])));
		return {
			changes: told('changes', ['subscription_id', 'was', 'becomes']),
			issue: told('issue', ['subscription_id', 'period_start', 'due_on', 'total_cents']),
			remind: told('remind', ['invoice_id', 'days']),
			release_end: told('release_end', ['invoice_id']),
			notify: told('notify', ['invoice_id']),
			block: told('block', ['subscription_id', 'invoice_id'])
		};
	}

	/** Runs the night, and tells what it did by what it wrote. */
	async function doneBy(reseller: BillingReseller): Promise<Done> {
		const before = await statusesOf(reseller);
		const runId = await openRun(reseller);
		// The first chunk is that of the changes.
		await advance(db, runId, 2000);
		const after = await statusesOf(reseller);
		const run = await runNight(db, reseller);
		const written = async (sql: string) => {
			const { rows } = await db.query({
				text: `${sql} and reseller_id = $1`,
				values: [reseller.id],
				rowMode: 'array'
			});
			return sorted(rows);
		};
		const done = {
			changes: sorted(
				[...after]
					.filter(([id, now]) => before.get(id) !== now)
					.map(([id, now]) => [id, before.get(id), now])
			),
			issue: await written(
				`select subscription_id, period_start::text, due_on::text, total_cents::integer from public.invoices where issued_on = '${night}'`
			),
			remind: await written(
				`select invoice_id, days from public.invoice_reminders where sent_on = '${night}'`
			),
			release_end: await written(
				`select invoice_id from public.trust_releases where state = 'broken' and ended_on = '${night}'`
			),
			notify: await written(`select id from public.invoices where notified_on = '${night}'`),
			block: await written(
				`select subscription_id, invoice_id from public.subscription_blocks where blocked_on = '${night}'`
			)
		};
		expect(steps.map((step) => done[step].length)).toEqual(
			['changed', 'issued', 'reminded', 'releases_ended', 'notified', 'blocked'].map(
				(figure) => run[figure]
			)
		);
		return done;
	}

	const sorted = (rows: unknown[]) => rows.map((row) => JSON.stringify(row)).sort();

	test('names exactly what it will do', async () => {
		const reseller = await onTheEve();
		const planned = await previewOf(reseller);
		for (const step of steps) expect(planned[step].length, step).toBeGreaterThan(0);
		expect(await doneBy(reseller)).toEqual(planned);
	});

	test('counts with what changes in it, of what is issued and of what is blocked', async () => {
		const reseller = await onTheEve();
		const change = (id: string, columns: string) =>
			db.query(`update public.subscriptions set ${columns} where id = $1`, [id]);
		const { rows: late } = await db.query(
			'select subscription_id as id from app.plan_blocks($1, $2) order by 1 limit 4',
			[reseller.id, night]
		);
		const [leaving, starting, waiting, staying] = late.map((row) => row.id as string);
		await change(leaving!, `cancels_on = '${night}'`);
		await change(
			starting!,
			`status = 'scheduled', started_on = '${night}', activation = 'now', trial_ends_on = null`
		);
		await change(
			waiting!,
			`status = 'trialing', activation = 'on_payment', trial_ends_on = '${eve}', next_period_on = '${night}', due_day = 29`
		);
		// Its last days were held back, and nobody bills them once it has ended.
		const { rows: unbilled } = await db.query(
			'select id from unnest(app.issuable_ids($1, $2)) id where id <> all ($3) order by 1 limit 1',
			[reseller.id, night, late.map((row) => row.id)]
		);
		const held = unbilled[0].id;
		await change(held, `next_period_on = '${eve}', cancels_on = '${night}'`);

		const planned = await previewOf(reseller);
		const idsOf = (step: 'changes' | 'issue' | 'block') =>
			planned[step].map((row) => JSON.parse(row as string)[0]);
		expect(idsOf('changes')).toEqual(expect.arrayContaining([leaving, starting, waiting, held]));
		expect(idsOf('block')).toEqual(expect.arrayContaining([starting, staying]));
		for (const id of [leaving, waiting]) expect(idsOf('block')).not.toContain(id);
		for (const id of [waiting, held]) expect(idsOf('issue')).not.toContain(id);
		expect(await doneBy(reseller)).toEqual(planned);
	});

	test('says what renews as another plan', async () => {
		const reseller = await onTheEve();
		const {
			rows: [renewed]
		} = await db.query(
			`update public.subscriptions s set next_plan_version_id = n.id
			from public.plan_versions v
			join public.plans p on p.id = v.plan_id
			join public.plans o on o.reseller_id = p.reseller_id and o.id <> p.id
			join public.plan_versions n on n.plan_id = o.id
			where v.id = s.plan_version_id and s.id = (app.issuable_ids($1, $2))[1]
			returning s.id, p.name as was, o.name as becomes`,
			[reseller.id, night]
		);
		await actAs(db, reseller);
		const { rows } = await db.query('select app.preview_billing_run(null, 1000) as planned');
		const named: Record<string, string | null>[] = rows[0].planned.issue.rows;
		const told = named.filter((row) => row.was_plan_name !== null);
		expect(told).toMatchObject([
			{ subscription_id: renewed.id, plan_name: renewed.becomes, was_plan_name: renewed.was }
		]);
	});
});

describe('what one client makes fail', () => {
	// Of each step: what it will do, and the write that cannot be done for the first of it.
	const breakable = {
		changes: [
			'plan_due_changes',
			'subscription_id',
			'update of status on public.subscriptions',
			'id'
		],
		remind: ['plan_reminders', 'invoice_id', 'insert on public.invoice_reminders', 'invoice_id'],
		release_end: ['plan_release_ends', 'release_id', 'update on public.trust_releases', 'id'],
		notify: ['plan_notices', 'invoice_id', 'update of notified_on on public.invoices', 'id'],
		block: ['plan_blocks', 'invoice_id', 'insert on public.subscription_blocks', 'invoice_id']
	} as const;
	type Breakable = keyof typeof breakable;

	/** The first row of a step cannot be written. */
	async function breakOne(reseller: BillingReseller, step: Breakable) {
		const [plan, rowId, write, column] = breakable[step];
		const { rows } = await db.query(
			`select p.${rowId} as id, p.client_id, c.number from app.${plan}($1, $2) p join public.clients c on c.id = p.client_id
			order by c.number, 1 limit 1`,
			[reseller.id, night]
		);
		const { id, client_id: clientId, number } = rows[0];
		await db.query(
			`create or replace function app.break_it() returns trigger language plpgsql as $$ begin raise exception 'not this one'; end $$`
		);
		await db.query(
			`create trigger broken before ${write} for each row when (new.${column} = '${id}') execute function app.break_it()`
		);
		return { id, clientId, number, mend: () => db.query('drop function app.break_it() cascade') };
	}

	/** What was written about all clients but one; the run itself says how much it did. */
	const ofOthers = (lines: string[], number: string) =>
		lines.filter((line) => !line.startsWith('run') && line.split(' ')[1] !== number);

	const steps = Object.keys(breakable) as Breakable[];
	test.each(steps.flatMap((step) => [[step, 3] as const, [step, 2000] as const]))(
		'in the step %s in chunks of %i stops nobody, is named, and is done once it can',
		async (step, chunk) => {
			const reseller = await onTheEve();
			const { id, clientId, number, mend } = await breakOne(reseller, step);
			try {
				expect(await runNight(db, reseller, chunk)).toMatchObject({ state: 'done', failed: 1 });
				const failures = await db.query(
					'select step, row_id, client_id, code from public.billing_run_failures where reseller_id = $1',
					[reseller.id]
				);
				expect(failures.rows).toEqual([
					{ step, row_id: id, client_id: clientId, code: 'not this one' }
				]);
				expect(ofOthers(await dumpOf(db, reseller), number)).toEqual(
					ofOthers(await quietNight(), number)
				);
			} finally {
				await mend();
			}
			expect(await runNight(db, reseller)).toMatchObject({ state: 'done', failed: 0 });
			const isNoRun = (line: string) => !line.startsWith('run');
			expect((await dumpOf(db, reseller)).filter(isNoRun)).toEqual(
				(await quietNight()).filter(isNoRun)
			);
		}
	);

	test('when its quota of sessions ends stops nobody either', async () => {
		const reseller = await makeBillingReseller(db, { clockOn: '2028-01-01' });
		await actAs(db, reseller);
		const plan = await addPlan(db, reseller, 'Voz', {
			...{ monthly_price_cents: 0, session_quota: 10, session_overage: 'block' }
		});
		const [bad, good] = [
			await subscribe(db, await addClient(db, reseller), plan),
			await subscribe(db, await addClient(db, reseller), plan)
		];
		await setClock(db, reseller, '2028-02-01');
		await db.query(
			`create function app.break_it() returns trigger language plpgsql as $$ begin raise exception 'not this one'; end $$`
		);
		await db.query(
			`create trigger broken before update on public.session_quotas for each row when (new.subscription_id = '${bad}') execute function app.break_it()`
		);
		const openQuotas = async () =>
			(
				await db.query(
					'select subscription_id as id, starts_on::text as on from public.session_quotas where reseller_id = $1 and closed_at is null order by starts_on',
					[reseller.id]
				)
			).rows;
		try {
			expect(await runNight(db, reseller)).toMatchObject({ state: 'done', changed: 0, failed: 1 });
		} finally {
			await db.query('drop function app.break_it() cascade');
		}
		const failures = await db.query(
			'select step, row_id as id from public.billing_run_failures where reseller_id = $1',
			[reseller.id]
		);
		expect(failures.rows).toEqual([{ step: 'changes', id: bad }]);
		expect(await openQuotas()).toEqual([
			{ id: bad, on: '2028-01-01' },
			{ id: good, on: '2028-02-01' }
		]);
		expect(await runNight(db, reseller)).toMatchObject({ failed: 0 });
		expect((await openQuotas()).map(({ on }) => on)).toEqual(['2028-02-01', '2028-02-01']);
	});

	test('in a step in which all fail ends the run all the same, with all of them named', async () => {
		const reseller = await onTheEve();
		const { mend } = await breakOne(reseller, 'notify');
		try {
			await db.query('drop trigger broken on public.invoices');
			await db.query(
				`create trigger broken before update of notified_on on public.invoices for each row execute function app.break_it()`
			);
			const due = await db.query('select invoice_id as id from app.plan_notices($1, $2)', [
				reseller.id,
				night
			]);
			expect(due.rows.length).toBeGreaterThan(2);
			const run = await runNight(db, reseller, 2);
			expect(run).toMatchObject({ state: 'done', notified: 0, failed: due.rows.length });
			const failures = await db.query(
				'select row_id as id from public.billing_run_failures where reseller_id = $1 order by 1',
				[reseller.id]
			);
			expect(failures.rows).toEqual(due.rows.sort((one, other) => (one.id < other.id ? -1 : 1)));
		} finally {
			await mend();
		}
	});
});

describe('what is wrong with the night of one reseller', () => {
	const runs = {
		take: async () => (await db.query('select app.take_billing_run() as id')).rows[0].id,
		advance: async (runId: string) => ({
			isDone: (await advance(db, runId, 2000)).rows[0].run.state === 'done'
		}),
		postpone: async (runId: string) => {
			await db.query('select app.postpone_billing_run($1)', [runId]);
		},
		wake: async () => undefined
	};

	test('stops no other, and is tried again after a minute', async () => {
		const broken = await onTheEve();
		const other = await onTheEve();
		const [brokenRun, otherRun] = [await openRun(broken), await openRun(other)];
		await db.query(
			`create function app.break_it() returns trigger language plpgsql as $$ begin raise exception 'not tonight'; end $$`
		);
		await db.query(
			`create trigger broken before update of step on public.billing_runs for each row when (new.id = '${brokenRun}') execute function app.break_it()`
		);
		const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined);
		try {
			const advanced = await advanceRuns(runs);
			expect(advanced).toMatchObject({ finished: 1, failed: 1, isDone: false });
			expect(logged.mock.calls).toEqual([
				[expect.stringContaining(brokenRun), expect.objectContaining({ message: 'not tonight' })]
			]);
		} finally {
			logged.mockRestore();
			await db.query('drop function app.break_it() cascade');
		}
		expect(await stateOf(otherRun)).toBe('done');
		await expectAsQuiet(other);
		expect(await stateOf(brokenRun)).toBe('running');
		expect(await runs.take()).toBeNull();

		await db.query(
			`update public.billing_runs set retry_at = retry_at - interval '1 minute' where id = $1`,
			[brokenRun]
		);
		expect(await advanceRuns(runs)).toMatchObject({ finished: 1, failed: 0, isDone: true });
		await expectAsQuiet(broken);
	});

	test('leaves its test clock where it stands until it is done', async () => {
		const broken = await onTheEve();
		await db.query(
			'update public.resellers set test_clock_target_on = test_clock_on + 1 where id = $1',
			[broken.id]
		);
		const runId = await openRun(broken);
		await runs.postpone(runId);
		expect(await runs.take()).toBeNull();
		const { rows } = await db.query(
			'select test_clock_on::text as on from public.resellers where id = $1',
			[broken.id]
		);
		expect(rows).toEqual([{ on: night }]);
		await runNight(db, broken);
		await advanceRuns(runs);
	});
});

describe('which day it is', () => {
	/** Two time zones six minutes apart: at this very moment the first is three before midnight, the second three after. */
	async function zonesAroundMidnight(): Promise<string[]> {
		const { rows } = await db.query(
			`select (extract(epoch from now() at time zone 'UTC')::bigint / 60 % 1440)::integer as minutes`
		);
		const ahead = 23 * 60 + 57 - rows[0].minutes;
		// The nearest midnight, the same for both: at noon in UTC the second lies beyond 12 hours, as POSIX allows.
		const east = ahead > 720 ? ahead - 1440 : ahead;
		return [zone(east), zone(east + 6)];
	}

	/** @param east minutes ahead of UTC; POSIX counts westwards */
	function zone(east: number): string {
		const two = (part: number) => String(part).padStart(2, '0');
		const size = Math.abs(east);
		return `<ZZZ>${east > 0 ? '-' : '+'}${two(Math.floor(size / 60))}:${two(size % 60)}`;
	}

	test("turns at the reseller's own midnight, not at that of the server", async () => {
		const { rows } = await db.query(
			`insert into public.resellers (slug, name, time_zone)
			values ('line-' || left(gen_random_uuid()::text, 8), 'x', $1), ('line-' || left(gen_random_uuid()::text, 8), 'x', $2)
			returning id`,
			await zonesAroundMidnight()
		);
		const {
			rows: [days]
		} = await db.query(
			`select app.today($1)::text as before, app.today($2)::text as after,
				(select (now() at time zone r.time_zone)::time from public.resellers r where r.id = $1) > '23:50' as is_late,
				(select (now() at time zone r.time_zone)::time from public.resellers r where r.id = $2) < '00:10' as is_early`,
			rows.map((row) => row.id)
		);
		expect(days).toMatchObject({ is_late: true, is_early: true });
		// Six minutes apart, on either side of one midnight: never the same day.
		expect(days.after).not.toBe(days.before);
	});

	test.each([
		// São Paulo is three hours behind, the year round since Decreto 9.772/2019 ended daylight saving time.
		['2026-11-01 02:59:59+00', '2026-10-31'],
		['2026-11-01 03:00:00+00', '2026-11-01'],
		['2027-01-16 02:59:00+00', '2027-01-15'],
		['2027-01-16 03:01:00+00', '2027-01-16'],
		['2028-02-29 02:59:00+00', '2028-02-28'],
		['2028-03-01 02:59:00+00', '2028-02-29'],
		// Before that a midnight in November was left out, and one in February came twice.
		['2018-11-04 02:59:59+00', '2018-11-03'],
		['2018-11-04 03:00:00+00', '2018-11-04'],
		['2018-02-18 01:30:00+00', '2018-02-17'],
		['2018-02-18 02:30:00+00', '2018-02-17']
	])('at %s it is %s in São Paulo', async (instant, day) => {
		const { rows } = await db.query(
			`select ($1::timestamptz at time zone 'America/Sao_Paulo')::date::text as day`,
			[instant]
		);
		expect(rows[0].day).toBe(day);
	});

	test('bills the 29th, 30th and 31st over February of a leap year without drift', async () => {
		const reseller = await makeBook(db, '2028-01-25', 3);
		await db.query(
			`update public.subscriptions s set due_day = 28 + c.number, period_day = 28 + c.number, started_on = '2028-01-28',
				next_period_on = ('2028-01-28'::date + c.number::integer), status = 'active', interval_months = 1
			from public.clients c where c.id = s.client_id and s.reseller_id = $1`,
			[reseller.id]
		);
		for (const day of ['01-26', '01-31', '02-24', '02-29', '03-26', '04-25']) {
			await setClock(db, reseller, `2028-${day}`);
			await runNight(db, reseller);
			await db.query(
				`select app.apply_payment(i.reseller_id, i.id, i.total_cents, 'pix', i.due_on, 'manual') from public.invoices i
				where i.reseller_id = $1 and i.payment_status = 'unpaid'`,
				[reseller.id]
			);
		}
		const { rows } = await db.query(
			`select s.due_day as agreed, string_agg(i.due_on::text || ' ' || i.effective_due_on || ' ' || i.period_start, ', ' order by i.due_on) as dates
			from public.invoices i join public.subscriptions s on s.reseller_id = i.reseller_id and s.id = i.subscription_id
			where i.reseller_id = $1 and i.due_on < '2028-05-01' group by 1 order by 1`,
			[reseller.id]
		);
		const dates = (...due: string[]) => due.join(', ');
		// 29 February is Carnaval Tuesday. 29 and 30 January and April are weekends, and 1 May is a holiday.
		expect(rows).toEqual([
			{
				agreed: 29,
				dates: dates(
					'2028-01-29 2028-01-31 2028-01-29',
					'2028-02-29 2028-03-01 2028-02-29',
					'2028-03-29 2028-03-29 2028-03-29',
					'2028-04-29 2028-05-02 2028-04-29'
				)
			},
			{
				agreed: 30,
				dates: dates(
					'2028-01-30 2028-01-31 2028-01-30',
					'2028-02-29 2028-03-01 2028-02-29',
					'2028-03-30 2028-03-30 2028-03-30',
					'2028-04-30 2028-05-02 2028-04-30'
				)
			},
			{
				agreed: 31,
				dates: dates(
					'2028-01-31 2028-01-31 2028-01-31',
					'2028-02-29 2028-03-01 2028-02-29',
					'2028-03-31 2028-03-31 2028-03-31',
					'2028-04-30 2028-05-02 2028-04-30'
				)
			}
		]);
	});
});
