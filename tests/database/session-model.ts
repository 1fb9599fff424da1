// The rules of use once more, written for one event at a time and for nothing but clarity.

export interface ModelQuota {
	subscription: string;
	startsOn: number;
	endsOn: number;
	granted: number;
	/** What its plans come to, each by its days, whatever was used of it. */
	entitled: number;
	left: number;
	expired: number;
	overage: number;
	isOpen: boolean;
	/** The steps of the history between which it could be used, within its days. */
	from: number;
	until: number;
	/** As the plan said it when this was granted, or changed within the period. */
	policy: ModelPlan;
}

export interface ModelPlan {
	/** Null: not metered. */
	quota: number | null;
	overage: 'block' | 'bill' | 'cap';
	cap: number;
}

export interface ModelSubscription {
	id: string;
	plan: ModelPlan;
	status: 'active' | 'suspended' | 'paused' | 'canceled';
	/** The day of the month on which its periods begin. */
	periodDay: number;
	createdAt: number;
	/** When it ran without a quota; `on`: the first day of that. */
	unlimited: { on: number; from: number; until: number }[];
	/** From one step of the history to another. */
	stops: { kind: string; from: number; until: number }[];
}

export interface ModelClient {
	extras: number;
	subscriptions: ModelSubscription[];
	quotas: ModelQuota[];
	stops: { from: number; until: number }[];
}

/** A day of the calendar, and the place in the history, in which something happens before or after something else. */
export interface Moment {
	day: number;
	step: number;
}

/** What becomes of one event: undefined when it is accepted, else why not. */
export function useInModel(
	client: ModelClient,
	quantity: number,
	{ day, step }: Moment
): string | undefined {
	const within = ({ from, until }: { from: number; until: number }) => from <= step && step < until;
	if (client.stops.some(within)) return 'client_suspended';
	const stopOf = (id: string) =>
		client.subscriptions.find((one) => one.id === id)?.stops.find(within);
	const covering = client.quotas.filter(
		(quota) => quota.startsOn <= day && (quota.isOpen || day <= quota.endsOn) && within(quota)
	);
	const usable = covering
		.filter((quota) => !stopOf(quota.subscription))
		.sort(
			(one, other) => one.endsOn - other.endsOn || (one.subscription < other.subscription ? -1 : 1)
		);
	const isFree = client.subscriptions.some(
		({ unlimited, stops }) =>
			unlimited.some((span) => span.on <= day && within(span)) && !stops.some(within)
	);
	if (usable.length === 0 && !isFree) {
		const kind = client.subscriptions.flatMap(({ stops }) => stops.filter(within))[0]?.kind;
		if (!kind) return 'subscription_not_active';
		return kind === 'paused' ? 'subscription_paused' : 'client_suspended';
	}
	const has = (quota: ModelQuota) => (quota.isOpen ? quota.left : quota.expired);
	const inQuotas = usable.reduce((sum, quota) => sum + has(quota), 0);
	const beyond = Math.max(quantity - inQuotas - client.extras, 0);
	const shown = shownSubscription(client);
	// The quota whose plan decides, and that what goes beyond is counted with.
	const policy = usable.find(({ subscription }) => subscription === shown?.id) ?? usable[0];
	if (beyond > 0 && !isFree) {
		const { overage, cap } = policy!.policy;
		if (overage === 'block') return 'sessions_exhausted';
		if (overage === 'cap' && policy!.overage + beyond > cap) return 'sessions_exhausted';
	}
	let rest = quantity;
	for (const quota of usable) {
		const took = Math.min(rest, has(quota));
		if (quota.isOpen) quota.left -= took;
		else quota.expired -= took;
		rest -= took;
	}
	if (isFree) return;
	const fromExtras = Math.min(rest, client.extras);
	client.extras -= fromExtras;
	if (rest > fromExtras) policy!.overage += rest - fromExtras;
}

/** The one whose plan decides: running ones first, the newest of them. */
export function shownSubscription({ subscriptions }: ModelClient): ModelSubscription | undefined {
	const rank = ['active', 'suspended', 'paused'];
	return subscriptions
		.filter(({ status }) => rank.includes(status))
		.sort(
			(one, other) =>
				rank.indexOf(one.status) - rank.indexOf(other.status) || other.createdAt - one.createdAt
		)[0];
}

/** A quota ends now, or with its last day if that is over: what is left of it is gone. */
export function closeQuota(quota: ModelQuota, { day, step }: Moment): void {
	quota.expired += quota.left;
	quota.left = 0;
	quota.isOpen = false;
	quota.until = step;
	quota.endsOn = Math.max(Math.min(quota.endsOn, day), quota.startsOn);
}

/**
 * Grants a subscription without an open quota that of the day's period.
 * @param from since when it may be used, if not since the period began
 * @param prorates whether it is for what is left of the period only
 */
export function openQuota(
	client: ModelClient,
	{ id, plan, periodDay }: ModelSubscription,
	day: number,
	from = 0,
	prorates = false
): void {
	if (plan.quota === null) return;
	const { startsOn, endsOn } = periodOf(day, periodDay);
	const granted = prorates
		? Math.floor((plan.quota * (endsOn - day + 1)) / (endsOn - startsOn + 1))
		: plan.quota;
	const again = client.quotas.find(
		(quota) => quota.subscription === id && quota.startsOn === startsOn
	);
	if (again) {
		const used = again.granted - again.expired;
		again.entitled = (prorates ? Math.min(again.entitled, used) : used) + granted;
		const left = Math.min(granted, Math.max(again.entitled - used, 0));
		Object.assign(again, { granted: used + left, left, expired: 0, endsOn, isOpen: true });
		again.policy = withCapFromNow(plan, again);
		again.until = Infinity;
		return;
	}
	client.quotas.push({
		...{ subscription: id, startsOn, endsOn, granted, entitled: granted, left: granted },
		...{ expired: 0, overage: 0, isOpen: true, from, until: Infinity, policy: plan }
	});
}

/** Another plan within the period. */
export function changePlan(
	client: ModelClient,
	subscription: ModelSubscription,
	plan: ModelPlan,
	now: Moment
): void {
	subscription.plan = plan;
	if (plan.quota !== null) endUnlimited(subscription, now.step);
	else beginUnlimited(client, subscription, now);
	const quota = openQuotaOf(client, subscription);
	if (!quota) {
		openQuota(client, subscription, now.day, now.step, true);
		return;
	}
	const days = Math.max(quota.endsOn - now.day + 1, 0);
	quota.entitled += Math.floor(
		(((plan.quota ?? 0) - quota.policy.quota!) * days) / (quota.endsOn - quota.startsOn + 1)
	);
	if (plan.quota === null) {
		closeQuota(quota, now);
		return;
	}
	const used = quota.granted - quota.left;
	quota.granted = Math.max(quota.entitled, used);
	quota.left = quota.granted - used;
	quota.policy = withCapFromNow(plan, quota);
}

/** What was used beyond before the plan came does not count against its cap. */
const withCapFromNow = (plan: ModelPlan, { overage }: ModelQuota): ModelPlan => ({
	...plan,
	cap: plan.cap + overage
});

/** From now on it has no quota; if the last one was over before today, since then. */
function beginUnlimited(
	client: ModelClient,
	{ id, unlimited }: ModelSubscription,
	{ day, step }: Moment
): void {
	if (unlimited.some(({ until }) => until === Infinity)) return;
	const last = client.quotas.findLast(({ subscription }) => subscription === id);
	const isOver =
		last !== undefined && last.endsOn < day && unlimited.every(({ until }) => until < last.until);
	unlimited.push(
		isOver
			? { on: last.endsOn + 1, from: 0, until: Infinity }
			: { on: day, from: step, until: Infinity }
	);
}

export function endUnlimited({ unlimited }: ModelSubscription, step: number): void {
	for (const span of unlimited) span.until = Math.min(span.until, step);
}

/** A day has come: periods that are over are followed by the next, where the subscription runs. */
export function rollOver(client: ModelClient, now: Moment): void {
	for (const subscription of client.subscriptions) {
		const quota = openQuotaOf(client, subscription);
		if (subscription.status !== 'active' || !quota || quota.endsOn >= now.day) continue;
		closeQuota(quota, now);
		openQuota(client, subscription, now.day);
	}
}

export function openQuotaOf(client: ModelClient, { id }: ModelSubscription) {
	return client.quotas.find(({ subscription, isOpen }) => subscription === id && isOpen);
}

/** Days since 1970; a month has its period begin on `periodDay`, 1 to 28. */
function periodOf(day: number, periodDay: number): { startsOn: number; endsOn: number } {
	const date = new Date(day * 86_400_000);
	const month = date.getUTCMonth() - (date.getUTCDate() < periodDay ? 1 : 0);
	const first = (of: number) => Date.UTC(date.getUTCFullYear(), of, periodDay) / 86_400_000;
	return { startsOn: first(month), endsOn: first(month + 1) - 1 };
}
