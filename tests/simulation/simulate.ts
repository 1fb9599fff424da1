import type { ClientBase } from 'pg';
import { nextAction } from './actions.ts';
import { type BilledClient, Refusal, type World } from './books.ts';
import { dayOf, textOf } from './calendar.ts';
import { readFacts } from './database-facts.ts';
import { type Action } from './drawing.ts';
import { differences, factsOf } from './facts.ts';
import { advance, issuesNext } from './periods.ts';
import { type Random, randomOf } from './random.ts';
import {
	actAs,
	addClient,
	addPlan,
	type BillingReseller,
	makeBillingReseller,
	setClock
} from './reseller.ts';

/** Through so many steps of 1 to 14 days. */
const steps = 26;

export interface Size {
	/** Each a history of its own, of one reseller. */
	clients: number;
	/** After how many steps everything is compared; after the last one always. */
	stepsPerCheck: number;
}

/** Where model and database part: with the seed that plays it again. */
export class Difference extends Error {}

/**
 * Plays one reseller's time, drawn from the seed, against the model and against Postgres, and compares everything now and
 * then. The same seed and number of clients play the same.
 * @returns how many histories that were: one for each client
 * @throws Difference
 */
export async function simulate(
	db: ClientBase,
	seed: number,
	{ clients, stepsPerCheck }: Size
): Promise<number> {
	const random = randomOf(seed);
	const world = drawWorld(random);
	const reseller = await found(db, world);
	const play: Play = { db, seed, random, world, reseller, story: [] };
	for (let number = 0; number < clients; number++) await addDrawnClient(play);
	for (let step = 1; step <= steps; step++) {
		world.today += random.chance(0.3) ? 1 : random.between(1, 14);
		play.story.push(`── ${textOf(world.today)}`);
		await setClock(db, reseller, textOf(world.today));
		await act(play, 0.25);
		if (random.chance(0.9)) await run(play);
		if (step % stepsPerCheck === 0) await check(play);
		await act(play, 0.2);
		if (random.chance(0.1)) await drawNews(play);
	}
	await check(play);
	return clients;
}

interface Play {
	db: ClientBase;
	seed: number;
	random: Random;
	world: World;
	reseller: BillingReseller;
	story: string[];
}

function drawWorld(random: Random): World {
	const today = dayOf(random.between(2023, 2031), random.between(1, 12), random.between(1, 28));
	const pendingDays = random.between(0, 10);
	const localDays = new Map<number, boolean>();
	for (let holiday = random.between(0, 12); holiday > 0; holiday--) {
		localDays.set(today + random.between(0, 400), random.chance(0.2));
	}
	return {
		today,
		settings: {
			issueDaysBefore: random.pick([0, 1, 5, 10, 10, 20, 45]),
			reminderDays: random.pick([[-3, 0, 1, 2, 3, 7], [], [-10, -1], [5, 30], [0, 15, 60]]),
			pendingDays,
			blockDays: pendingDays + random.between(0, 20),
			minNoticeDays: random.pick([0, 0, 15]),
			trustDays: 3,
			billWhileSuspended: random.chance(0.3),
			oneOffBlocks: random.chance(0.3),
			countsBusinessDays: random.chance(0.8),
			creditAuto: random.chance(0.8)
		},
		rates: {
			fineBps: random.pick([200, 200, 0, 1000]),
			interestBps: random.pick([100, 100, 0, 33])
		},
		localDays,
		plans: Array.from({ length: 3 }, (_, key) => ({
			key,
			monthly: BigInt(random.pick([0, 9990, random.between(1, 300), random.between(1, 60_000)])),
			passThrough: random.chance(0.3) ? BigInt(random.between(1, 9_999)) : 0n,
			intervalPrices: random.chance(0.4)
				? { 3: BigInt(random.between(0, 90_000)), 12: BigInt(random.between(0, 400_000)) }
				: {},
			trialDays: random.chance(0.2) ? random.between(1, 40) : 0,
			graceDays: random.chance(0.3) ? random.between(1, 10) : 0,
			cyclesLimit: random.chance(0.15) ? random.between(1, 6) : null
		})),
		clients: [],
		lastNumber: 0,
		run: null
	};
}

async function found(db: ClientBase, world: World): Promise<BillingReseller> {
	const { settings } = world;
	const reseller = await makeBillingReseller(db, {
		clockOn: textOf(world.today),
		rates: world.rates,
		holidays: [...world.localDays].map(([day, isBusiness]) => ({ on: textOf(day), isBusiness })),
		settings: {
			issue_days_before: settings.issueDaysBefore,
			reminder_days: settings.reminderDays,
			pending_days: settings.pendingDays,
			block_days: settings.blockDays,
			min_notice_days: settings.minNoticeDays,
			bill_while_suspended: settings.billWhileSuspended,
			one_off_blocks: settings.oneOffBlocks,
			counts_business_days: settings.countsBusinessDays,
			credit_auto: settings.creditAuto
		}
	});
	await actAs(db, reseller);
	for (const plan of world.plans) {
		await addPlan(db, reseller, String(plan.key), {
			monthly_price_cents: Number(plan.monthly),
			pass_through_cents: Number(plan.passThrough),
			interval_prices: Object.fromEntries(
				Object.entries(plan.intervalPrices).map(([months, cents]) => [months, Number(cents)])
			),
			trial_days: plan.trialDays,
			grace_days: plan.graceDays,
			cycles_limit: plan.cyclesLimit
		});
	}
	return reseller;
}

async function addDrawnClient({ db, random, world, reseller }: Play): Promise<void> {
	const client: BilledClient = {
		key: '',
		id: '',
		payer: random.chance(0.9) ? 'client' : 'agency',
		collection: random.chance(0.7) ? 'informal' : 'gateway',
		dueDay: random.chance(0.3) ? random.between(1, 31) : null,
		discount: random.chance(0.2) ? BigInt(random.between(1, 9_000)) : 0n,
		surcharge: random.chance(0.2) ? BigInt(random.between(1, 3_000)) : 0n,
		pendingDays: random.chance(0.2) ? random.between(0, 5) : null,
		blockDays: random.chance(0.2) ? random.between(5, 30) : null,
		hasEmail: random.chance(0.7),
		credit: 0n,
		accounts: {
			...{ receivable: 0n, revenue: 0n, charges: 0n, cash: 0n },
			...{ credit: 0n, refunds: 0n, writeoff: 0n }
		},
		subscriptions: [],
		invoices: [],
		blocks: []
	};
	client.id = await addClient(db, reseller, {
		payer: client.payer,
		collection: client.collection,
		...(!client.hasEmail && { email: null }),
		due_day: client.dueDay,
		discount_cents: Number(client.discount),
		surcharge_cents: Number(client.surcharge),
		pending_days: client.pendingDays,
		block_days: client.blockDays
	});
	world.clients.push(client);
}

async function act(play: Play, share: number): Promise<void> {
	const { world, random } = play;
	for (const client of world.clients) {
		while (random.chance(share)) {
			const action = nextAction(world, client, random);
			if (action) await doBoth(play, action);
		}
	}
}

async function doBoth(play: Play, action: Action): Promise<void> {
	const refused = refusalOf(action);
	play.story.push(`${action.what}${refused ? ` (${refused})` : ''}`);
	const repeats = play.random.chance(0.1) && !action.isOnce ? 2 : 1;
	for (let time = 1; time <= repeats; time++) {
		const answered = await play.db.query(prepared(action, play.reseller.id)).then(
			() => null,
			(error: Error) => error.message
		);
		if (answered !== refused)
			fail(play, [
				`time ${time}: ${action.what}\n    model    ${refused}\n    database ${answered}`
			]);
	}
}

const names = new Map<string, string>();

/** Parsed once for each connection. */
function prepared({ sql, values }: Action, resellerId: string) {
	const name = names.get(sql) ?? `action ${names.size + 1}`;
	names.set(sql, name);
	return { name, text: sql, values: values(resellerId) };
}

function refusalOf(action: Action): string | null {
	try {
		action.model();
		return null;
	} catch (error) {
		if (error instanceof Refusal) return error.message;
		throw error;
	}
}

/** A run of the day, in small or large chunks; some are given up in the midst, some chunks are lost with their transaction. */
async function run(play: Play): Promise<void> {
	const { db, world, reseller, random } = play;
	const opened = await db.query(`select (app.open_billing_run($1, app.today($1), 'hand')).id`, [
		reseller.id
	]);
	world.run ??= { on: world.today, step: 'changes' };
	const going = await db.query(
		`select id from public.billing_runs where reseller_id = $1 and state = 'running'`,
		[reseller.id]
	);
	const id: string = opened.rows[0].id ?? going.rows[0].id;
	const chunk = random.pick([1, 2, 5, 2000]) * Math.max(Math.floor(world.clients.length / 20), 1);
	const mayStop = random.chance(0.15);
	play.story.push(`run of ${textOf(world.run.on)}, chunks of ${chunk}`);
	while (world.run) {
		// Only numbers of invoices are sure to be taken in an order.
		const howMany = issuesNext(world, world.run) ? chunk : 2000;
		if (random.chance(0.1)) {
			await db.query('begin');
			await db.query('select app.advance_billing_run($1, $2)', [id, howMany]);
			await db.query('rollback');
		}
		const { rows } = await db.query('select app.advance_billing_run($1, $2) as run', [id, howMany]);
		advance(world, world.run, howMany);
		if (rows[0].run.step !== world.run.step || rows[0].run.failed > 0) {
			const { step, failed } = rows[0].run;
			await check(play);
			fail(play, [`the run is at ${step}, the model at ${world.run.step}; failed: ${failed}`]);
		}
		if (world.run.step === 'done') world.run = null;
		else if (mayStop && random.chance(0.4)) {
			play.story.push(`the run stops at ${world.run.step}`);
			return;
		}
	}
}

async function check(play: Play): Promise<void> {
	const actual = await readFacts(play.db, play.reseller.id);
	const found = differences(factsOf(play.world), actual);
	if (found.length > 0) fail(play, found);
}

/** New rates, a new holiday, other terms of a client: for what is issued from now on. */
async function drawNews({ db, random, world, reseller, story }: Play): Promise<void> {
	if (random.chance(0.5)) {
		world.rates = { fineBps: random.between(0, 1000), interestBps: random.between(0, 1000) };
		await db.query(
			`insert into public.late_rates (reseller_id, version, fine_bps, interest_bps)
			select $1, 1 + max(r.version), $2, $3 from public.late_rates r where r.reseller_id = $1`,
			[reseller.id, world.rates.fineBps, world.rates.interestBps]
		);
		story.push(`rates ${JSON.stringify(world.rates)}`);
		return;
	}
	const client = random.pick(world.clients);
	client.discount = BigInt(random.between(0, 5_000));
	await db.query('update public.clients set discount_cents = $2 where id = $1', [
		client.id,
		Number(client.discount)
	]);
	story.push(`discount ${client.discount} of ${client.id}`);
}

function fail({ seed, world, story }: Play, found: string[]): never {
	// What happened to the thing that differs: its id stands in both.
	const ids = new Set(found.join('\n').match(/[0-9a-f]{8}-[0-9a-f-]{27}/g));
	const about = story.filter(
		(line) =>
			line.startsWith('──') || line.startsWith('run') || [...ids].some((id) => line.includes(id))
	);
	throw new Difference(
		[
			`SEED=${seed} CLIENTS=${world.clients.length}: ${found.length} differences`,
			...found.slice(0, 8),
			'what happened:',
			...about.slice(-60)
		].join('\n')
	);
}
