import { type BilledClient, refuseIf, type Subscription, type World } from './books.ts';
import { textOf } from './calendar.ts';
import * as changes from './changes.ts';
import { type Action, type Draw, ofSubscription } from './drawing.ts';
import { subscribe } from './periods.ts';
import { type Random } from './random.ts';

// Where the database lets histories choose, the subscription has the id of the request that made it.
const add = `with next as materialized (select set_config('simulation.next_id', $1::uuid::text, false))
	select public.add_subscription($1, $2, (select jsonb_build_object('id', p.id) from public.plans p where p.reseller_id = $3 and p.name = $4), $5) from next`;

export function adding(world: World, client: BilledClient, random: Random): Action {
	const plan = random.pick(world.plans);
	const request = random.uuid();
	const isContract = random.chance(0.15);
	const instalments = random.between(1, 12);
	const startsOn = random.chance(0.25) ? world.today + random.between(1, 50) : world.today;
	const terms = {
		key: request,
		interval: isContract ? 1 : random.pick([1, 1, 1, 1, 2, 3, 6, 12]),
		activatesOnPayment: random.chance(0.4),
		startsOn,
		firstDueOn: random.chance(0.4) ? world.today + random.between(0, 25) : null,
		dueDay: random.chance(0.6) ? random.between(1, 31) : null,
		trialDays: random.chance(0.2) ? random.between(0, 20) : null,
		cyclesLimit: !isContract && random.chance(0.15) ? random.between(1, 5) : null,
		contract: isContract
			? { total: BigInt(random.between(instalments, 500_000)), instalments }
			: null
	};
	return {
		what: `${request} is added: ${JSON.stringify({ ...terms, plan: plan.key, startsOn: textOf(startsOn), contract: terms.contract && `${terms.contract.total}/${instalments}` })}`,
		model: () => {
			subscribe(world, client, plan, terms).id = request;
		},
		sql: add,
		values: (resellerId) => [
			...[request, client.id, resellerId, String(plan.key)],
			{
				interval_months: terms.interval,
				activation: terms.activatesOnPayment ? 'on_payment' : 'now',
				starts_on: textOf(startsOn),
				...(terms.firstDueOn !== null && { first_due_on: textOf(terms.firstDueOn) }),
				...(terms.dueDay !== null && { due_day: terms.dueDay }),
				...(terms.trialDays !== null && { trial_days: terms.trialDays }),
				...(terms.cyclesLimit !== null && { cycles_limit: terms.cyclesLimit }),
				...(terms.contract && {
					contract_total_cents: Number(terms.contract.total),
					instalments: terms.contract.instalments
				})
			}
		]
	};
}

export const holding = ofSubscription((world, subscription, random) => {
	const step = random.pick(['issue', 'remind', 'notify', 'block'] as const);
	const until = world.today + random.between(1, 40);
	return {
		what: `${step} of ${subscription.key} is held until ${textOf(until)}`,
		model: () => {
			subscription.holds[step] = until;
		},
		sql: 'select public.hold_billing($1, $2, $3)',
		values: () => [subscription.id, step, textOf(until)]
	};
});

/** One kind of public.change_subscription. */
function changing(
	kind: string,
	draw: (
		world: World,
		subscription: Subscription,
		random: Random,
		request: string
	) => { model(): void; wish: Record<string, unknown> }
): Draw {
	return ofSubscription((world, subscription, random) => {
		const request = random.uuid();
		const { model, wish } = draw(world, subscription, random, request);
		return {
			what: `${kind} of ${subscription.key}: ${JSON.stringify(wish)} (${request})`,
			model,
			// Plans are known by their name.
			sql: `select public.change_subscription($1, $2, $3, $4::jsonb || case when $4::jsonb ? 'plan' then jsonb_build_object(
				'plan_id', (select p.id from public.plans p where p.reseller_id = $5 and p.name = $4::jsonb ->> 'plan')) else '{}' end)`,
			values: (resellerId) => [request, subscription.id, kind, wish, resellerId]
		};
	});
}

export const adjusting = changing('add_adjustment', (_world, subscription, random) => {
	const isPercent = random.chance(0.5);
	const percentBps = random.between(1, random.pick([500, 10_000]));
	const amount = random.between(1, 8_000);
	const kind = random.pick(['discount', 'surcharge'] as const);
	const cycles = random.chance(0.7) ? random.between(1, 4) : null;
	return {
		model: () => {
			refuseIf(['canceled', 'expired'].includes(subscription.status), 'subscription_ended');
			subscription.adjustments.push({
				kind,
				amount: isPercent ? null : BigInt(amount),
				percentBps: isPercent ? percentBps : null,
				cyclesLeft: cycles
			});
		},
		wish: {
			kind,
			...(isPercent ? { percent_bps: percentBps } : { amount_cents: amount }),
			...(cycles !== null && { cycles })
		}
	};
});

export const changingPlan = changing('plan', (world, subscription, random, request) => {
	const plan = random.pick(world.plans);
	const interval = random.chance(0.7) ? subscription.interval : random.pick([1, 2, 3, 6, 12]);
	return {
		model: () => changes.changePlanNow(world, subscription, plan, interval, request),
		wish: { plan: String(plan.key), interval_months: interval }
	};
});

export const changingPlanLater = changing('plan_at_renewal', (world, subscription, random) => {
	const plan = random.pick(world.plans);
	const interval = random.pick([1, 1, 2, 3]);
	return {
		model: () => changes.changePlanAtRenewal(subscription, plan, interval),
		wish: { plan: String(plan.key), interval_months: interval }
	};
});

export const pausing = changing('pause', (world, subscription) => ({
	model: () => changes.pause(world, subscription),
	wish: {}
}));

export const aligning = changing('billing_day', (_world, subscription, random) => {
	const day = random.between(1, 31);
	const mode = random.pick(['due_only', 'align'] as const);
	return {
		model: () => changes.changeBillingDay(subscription, day, mode),
		wish: { day, mode }
	};
});

const resumingOne = changing('resume', (world, subscription) => ({
	model: () => changes.resume(world, subscription),
	wish: {}
}));

export const resuming: Draw = (world, client, random) => {
	const paused = client.subscriptions.filter(({ status }) => status === 'paused');
	if (paused.length === 0 && random.chance(0.95)) return null;
	return resumingOne(
		world,
		paused.length > 0 ? { ...client, subscriptions: paused } : client,
		random
	);
};

export const cancelingLater = changing('cancel_at_end', (world, subscription) => ({
	model: () => changes.cancelAtEnd(world, subscription),
	wish: {}
}));

export const undoing = ofSubscription((_world, subscription, random) => {
	const kind = random.pick(['plan_at_renewal', 'billing_day', 'cancel_at_end'] as const);
	return {
		what: `${kind} of ${subscription.key} is taken back`,
		model: () => changes.undo(subscription, kind),
		sql: `select public.undo_subscription_change((select c.id from public.subscription_changes c
			where c.subscription_id = $1 and c.kind = $2 and c.state = 'scheduled'))`,
		values: () => [subscription.id, kind],
		isOnce: true
	};
});

export const canceling = changing('cancel', (world, subscription, random, request) => {
	const [creditsUnused, voidsOpen] = [random.chance(0.6), random.chance(0.4)];
	return {
		model: () => changes.cancelNow(world, subscription, { creditsUnused, voidsOpen, request }),
		wish: { credits_unused: creditsUnused, voids_open: voidsOpen }
	};
});
