import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { randomOf, type Random } from '../simulation/random.ts';
import { databaseConnection } from './platform.ts';
import { event, expectSound, sessionHouse, type House } from './session-house.ts';
import {
	changePlan,
	closeQuota,
	endUnlimited,
	openQuota,
	openQuotaOf,
	rollOver,
	useInModel,
	type ModelClient,
	type ModelPlan,
	type ModelSubscription
} from './session-model.ts';

// Random histories, told to the database and to a model that knows nothing of it. After each step both must have answered
// the same and stand the same, and the ledger must account for all of it.

const db = databaseConnection();
const steps = 40;

test.each([11, 12, 13, 14, 15, 16, 17, 18])(
	'history %i goes as the model says',
	async (seed) => {
		const random = randomOf(seed);
		const house = await sessionHouse(db, 'history', '2026-01-20');
		const history = await begin(house, random);
		for (let step = 1; step <= steps; step++) {
			const what = random.pick(moves);
			await doing[what](history, random, step);
			history.moments.push(await moment());
			expect(await standing(history), `seed ${seed}, step ${step}: ${what}`).toEqual(
				standingOfModel(history)
			);
		}
		await expectSound(house);
		// Taken over by a job, within a second.
		await expect
			.poll(async () => (await listed(history.clientId)).sessions_left)
			.toBe(leftInModel(history.model));
		await expectSound(house);
	},
	120_000
);

interface History {
	house: House;
	clientId: string;
	model: ModelClient;
	today: number;
	plans: { version: string; plan: ModelPlan }[];
	/** Everything that was sent and accepted. */
	accepted: { key: string; quantity: number }[];
	/** When each step was over. */
	moments: string[];
}

/** To the microsecond: steps follow upon each other within a few milliseconds. */
const moment = async (): Promise<string> =>
	(
		await db.query(
			`select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at`
		)
	).rows[0].at;

const dayNumber = (date: string) => Date.parse(date) / 86_400_000;

async function begin(house: House, random: Random): Promise<History> {
	const plans = [];
	for (const [quota, overage] of [
		...([
			[40, 'block'],
			[90, 'bill'],
			[25, 'cap']
		] as const),
		...([
			[0, 'cap'],
			[60, 'block'],
			[null, 'block']
		] as const)
	]) {
		const plan: ModelPlan = { quota, overage, cap: 30 };
		const version = await house.plan({ quota, overage, ...(overage === 'cap' && { cap: 30 }) });
		plans.push({ version, plan });
	}
	const { clientId } = await house.client(null);
	const history: History = {
		...{ house, clientId, plans, accepted: [], moments: [], today: dayNumber('2026-01-20') },
		model: { extras: 0, subscriptions: [], quotas: [], stops: [] }
	};
	// A meter to begin with, so that every stop is known from when it began.
	await giveExtras(history, random.between(1, 20));
	await subscribe(history, random);
	return history;
}

async function subscribe({ house, clientId, model, plans, today }: History, random: Random) {
	const { version, plan } = random.pick(plans);
	const periodDay = random.between(1, 28);
	const { rows } = await db.query(
		`insert into public.subscriptions (
			reseller_id, client_id, plan_version_id, status, activation, interval_months, due_day, period_day, started_on, next_period_on
		)
		select $1, $2, $3, 'active', 'now', 1, 5, $4::integer, p.starts_on, p.starts_on
		from (
			select app.due_date_in_month((date_trunc('month', t.today) - make_interval(months => (extract(day from t.today) < $4::integer)::integer))::date, $4::integer) as starts_on
			from (select app.today($1) as today) t
		) p
		returning id, started_on::text`,
		[house.resellerId, clientId, version, periodDay]
	);
	const startsOn = dayNumber(rows[0].started_on);
	const subscription: ModelSubscription = {
		...{ id: rows[0].id, plan, status: 'active', periodDay },
		...{ createdAt: model.subscriptions.length, stops: [] },
		unlimited: plan.quota === null ? [{ on: startsOn, from: 0, until: Infinity }] : []
	};
	model.subscriptions.push(subscription);
	openQuota(model, subscription, today);
}

async function giveExtras({ house, clientId, model }: History, extras: number) {
	await db.query(`select app.add_extras($1, $2, 'grant', $3, $4)`, [
		...[house.resellerId, clientId, extras, randomUUID()]
	]);
	model.extras += extras;
}

const setStatus = (id: string, changes: string) =>
	db.query(`update public.subscriptions set ${changes} where id = $1`, [id]);

const doing = {
	async use(history: History, random: Random, step: number) {
		const { house, clientId, model, today, accepted, moments } = history;
		const sent = Array.from({ length: random.between(1, 6) }, () => {
			if (accepted.length > 0 && random.chance(0.15)) {
				const { key, quantity } = random.pick(accepted);
				const changed = random.chance(0.3) ? 1 : 0;
				return {
					told: event(clientId, quantity + changed, { key }),
					expected: changed ? 'event_key_reused' : 'duplicate'
				};
			}
			if (random.chance(0.25)) {
				const back = random.between(1, 2);
				const occurred_at = new Date(Date.now() - back * 86_400_000).toISOString();
				// What occurred days ago came before everything that stopped anything here.
				const when = { day: today - back, step: 0 };
				return { told: event(clientId, random.between(1, 15), { occurred_at }), when };
			}
			if (step > 1 && random.chance(0.3)) {
				const earlier = random.between(Math.max(1, step - 6), step - 1);
				const occurred_at = moments[earlier - 1]!;
				const when = { day: today, step: earlier + 0.5 };
				return { told: event(clientId, random.between(1, 15), { occurred_at }), when };
			}
			return { told: event(clientId, random.between(1, 15)), when: { day: today, step } };
		});
		const results = await house.use(sent.map(({ told }) => told));
		sent.forEach(({ told, expected, when }, at) => {
			const { outcome, code } = results[at]!;
			const inModel = expected ?? useInModel(model, told.quantity, when!) ?? 'accepted';
			expect(stopAlike(code ?? outcome), JSON.stringify({ told, at, when })).toBe(
				stopAlike(inModel)
			);
			if (outcome === 'accepted') accepted.push(told);
		});
	},
	async day(history: History, random: Random, step: number) {
		const days = random.between(1, 9);
		await history.house.moveClock(days);
		await history.house.roll();
		history.today += days;
		rollOver(history.model, { day: history.today, step });
	},
	async pack(history: History, random: Random) {
		await giveExtras(history, random.between(1, 25));
	},
	async subscribe(history: History, random: Random) {
		const running = history.model.subscriptions.filter(({ status }) => status !== 'canceled');
		if (running.length < 3) await subscribe(history, random);
	},
	async changePlan({ model, plans, today }: History, random: Random, step: number) {
		const running = model.subscriptions.filter(({ status }) => status !== 'canceled');
		if (running.length === 0) return;
		const subscription = random.pick(running);
		const { version, plan } = random.pick(plans);
		if (plan === subscription.plan) return;
		await setStatus(subscription.id, `plan_version_id = '${version}'`);
		changePlan(model, subscription, plan, { day: today, step });
	},
	async changePlanAndBack(history: History, random: Random, step: number) {
		const { model, plans, today } = history;
		const subscription = random.pick(
			model.subscriptions.filter(({ status }) => status !== 'canceled')
		);
		const quota = subscription && openQuotaOf(model, subscription);
		if (!quota) return;
		const { left, endsOn } = quota;
		const first = plans.find(({ plan }) => plan === subscription.plan)!;
		const chain = Array.from({ length: random.between(1, 4) }, () => random.pick(plans));
		for (const { version, plan } of [...chain, first]) {
			if (plan === subscription.plan) continue;
			await setStatus(subscription.id, `plan_version_id = '${version}'`);
			changePlan(model, subscription, plan, { day: today, step });
		}
		const { rows } = await db.query(
			'select quota_left::int as left from public.session_quotas where subscription_id = $1 and closed_at is null',
			[subscription.id]
		);
		// What stands still keeps a quota that is over, and one of the running period takes its place.
		if (endsOn >= today) expect(rows[0].left).toBeLessThanOrEqual(left);
	},
	async stop({ model }: History, random: Random, step: number) {
		const active = model.subscriptions.filter(({ status }) => status === 'active');
		if (active.length === 0) return;
		const subscription = random.pick(active);
		const kind = random.pick(['suspended', 'paused'] as const);
		await setStatus(
			subscription.id,
			`status = '${kind}', paused_on = ${kind === 'paused' ? 'app.today(reseller_id)' : 'null'}`
		);
		subscription.status = kind;
		subscription.stops.push({ kind, from: step, until: Infinity });
	},
	async restore({ model, today }: History, random: Random, step: number) {
		const stopped = model.subscriptions.filter(({ status }) =>
			['suspended', 'paused'].includes(status)
		);
		if (stopped.length === 0) return;
		const subscription = random.pick(stopped);
		await setStatus(subscription.id, `status = 'active', paused_on = null`);
		subscription.status = 'active';
		subscription.stops.at(-1)!.until = step;
		rollOver(model, { day: today, step });
		if (!openQuotaOf(model, subscription)) openQuota(model, subscription, today);
	},
	async cancel({ model, today }: History, random: Random, step: number) {
		const running = model.subscriptions.filter(({ status }) => status !== 'canceled');
		if (running.length === 0 || random.chance(0.5)) return;
		const subscription = random.pick(running);
		await setStatus(
			subscription.id,
			`status = 'canceled', paused_on = null, ended_on = app.today(reseller_id)`
		);
		subscription.status = 'canceled';
		for (const stop of subscription.stops) stop.until = Math.min(stop.until, step);
		endUnlimited(subscription, step);
		const quota = openQuotaOf(model, subscription);
		if (quota) closeQuota(quota, { day: today, step });
	},
	async suspendClient({ house, clientId, model }: History, random: Random, step: number) {
		const open = model.stops.find(({ until }) => until === Infinity);
		if (open) {
			open.until = step;
			await db.query('update public.suspensions set lifted_at = now() where client_id = $1', [
				clientId
			]);
			return;
		}
		if (random.chance(0.6)) return;
		await db.query(
			`insert into public.suspensions (reseller_id, client_id, reason) values ($1, $2, 'manual')`,
			[house.resellerId, clientId]
		);
		model.stops.push({ from: step, until: Infinity });
	}
};
type Move = keyof typeof doing;
const moves: Move[] = [
	...(['use', 'use', 'use', 'use', 'use', 'use', 'day', 'day', 'pack'] as const),
	...(['subscribe', 'changePlan', 'changePlanAndBack', 'stop', 'restore', 'restore'] as const),
	...(['cancel', 'suspendClient'] as const)
];

/** Of two subscriptions that stand still for different reasons either may be named. */
const stopAlike = (code: string) =>
	['client_suspended', 'subscription_paused'].includes(code) ? 'stopped' : code;

async function standing({ clientId }: History) {
	const { rows } = await db.query(
		`select q.subscription_id as subscription, q.starts_on - date '1970-01-01' as "startsOn", q.ends_on - date '1970-01-01' as "endsOn",
			q.granted::int, q.entitled::int, q.quota_left::int as left, q.expired::int, q.overage::int, q.closed_at is null as "isOpen"
		from public.session_quotas q where q.client_id = $1 order by q.subscription_id, q.starts_on`,
		[clientId]
	);
	const { rows: meter } = await db.query(
		'select extras_left::int as extras from public.session_meters where client_id = $1',
		[clientId]
	);
	return { quotas: rows, extras: meter[0].extras };
}

function standingOfModel({ model }: History) {
	const quotas = model.quotas
		.map(({ policy: _, from: __, until: ___, ...quota }) => quota)
		.sort(
			(one, other) =>
				(one.subscription < other.subscription
					? -1
					: one.subscription > other.subscription
						? 1
						: 0) || one.startsOn - other.startsOn
		);
	return { quotas, extras: model.extras };
}

async function listed(clientId: string): Promise<{ sessions_left: number | null }> {
	const { rows } = await db.query(
		'select sessions_left from public.client_summaries where client_id = $1',
		[clientId]
	);
	return rows[0];
}

function leftInModel({ quotas, extras }: ModelClient): number | null {
	const open = quotas.filter(({ isOpen }) => isOpen);
	return open.length === 0 ? null : open.reduce((sum, { left }) => sum + left, extras);
}
