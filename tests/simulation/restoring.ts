import { partOf } from './amounts.ts';
import { type Block, type Subscription, useAdjustments, type World } from './books.ts';
import { type Day, firstAgreed, monthsOn } from './calendar.ts';
import { creditPaysNew } from './payments.ts';
import { hasNext, issue, newInvoice, nextPeriod, totalOf } from './periods.ts';

// What was blocked goes on. By the comments of chapter 0532.

export function restore(world: World, blocks: Block[], on: Day): void {
	const blocked = [...new Set(blocks.map((block) => block.subscription))]
		.filter(({ status }) => status === 'suspended')
		.sort((one, other) => (one.id < other.id ? -1 : 1));
	for (const subscription of blocked) {
		const isOnTrial = subscription.trialEnds !== null && subscription.trialEnds >= on;
		subscription.status = isOnTrial ? 'trialing' : 'active';
		if (world.settings.billWhileSuspended || subscription.nextOn >= on) continue;
		const since = Math.max(
			...subscription.client.blocks
				.filter((block) => block.subscription === subscription)
				.map((block) => block.suspendedOn)
		);
		if (since >= on) continue;
		billUsedDays(world, subscription, { since, on, restFollows: true });
		passOverDaysWithoutService(subscription, on);
	}
}

/** Before it stops by somebody's will. */
export function billUntilStop(world: World, subscription: Subscription): void {
	const until = usedUntil(world, subscription);
	if (until === null) return;
	billUsedDays(world, subscription, { since: until, on: world.today, restFollows: false });
}

/** From which day on another price counts, if it was used before and that is not billed; null: it is. */
export function unbilledUntil(world: World, subscription: Subscription): Day | null {
	const until = usedUntil(world, subscription);
	return until !== null && subscription.nextOn < until && hasNext(subscription) ? until : null;
}

/** Before it goes on at another price: the used days at the old one, and the period that runs is cut there. */
export function billUntilChange(
	world: World,
	subscription: Subscription,
	until: Day,
	restFollows: boolean
): void {
	billUsedDays(world, subscription, { since: until, on: world.today, restFollows });
	passOverDaysWithoutService(subscription, until);
}

function usedUntil(world: World, { status, client, key }: Subscription): Day | null {
	if (status === 'active') return world.today;
	if (status !== 'suspended') return null;
	if (world.settings.billWhileSuspended) return world.today;
	const blocks = client.blocks.filter(({ subscription }) => subscription.key === key);
	return Math.max(...blocks.map((block) => block.suspendedOn));
}

/** What was used before the block and not billed yet: whole periods as such, of one the part by its days. */
function billUsedDays(
	world: World,
	subscription: Subscription,
	{ since, on, restFollows }: { since: Day; on: Day; restFollows: boolean }
): void {
	while (subscription.nextOn < since && hasNext(subscription)) {
		const { end, lines } = nextPeriod(subscription);
		if (end >= since) {
			// An instalment of a contract comes whole with the rest of its period.
			if (subscription.contract) return;
			const days = end - subscription.nextOn + 1;
			const cents = partOf(totalOf(lines), since - subscription.nextOn, days);
			// A part alone is a cycle; with its rest it is one together.
			if (!restFollows) useAdjustments(subscription);
			if (cents > 0n) billPart(world, subscription, cents, on);
			return;
		}
		issue(world, [subscription], on);
	}
}

function billPart(world: World, subscription: Subscription, unit: bigint, on: Day): void {
	const { client, key, nextOn, dueDay, method } = subscription;
	const invoice = newInvoice(world, client, {
		key: `${key}+${on}`,
		kind: 'change',
		subscription,
		issuedOn: on,
		dueOn: Math.max(firstAgreed(nextOn, dueDay), on),
		periodStart: null,
		periodEnd: null,
		lines: [{ kind: 'proration_charge', quantity: 1, unit }],
		method: method ?? (client.collection === 'informal' ? 'pix' : null)
	});
	creditPaysNew(world, [invoice], on);
}

/** Days without service are not billed: the next period begins now, and is short, so that the agreed day stays. */
function passOverDaysWithoutService(subscription: Subscription, on: Day): void {
	if (subscription.nextOn >= on) return;
	const months = subscription.renewsAs?.interval ?? subscription.interval;
	let begins =
		subscription.nextEnds === null
			? monthsOn(subscription.nextOn, months, subscription.periodDay)
			: subscription.nextEnds + 1;
	// After a short period that was asked for, periods begin on the day that was asked for.
	const agreed = subscription.alignsTo ?? subscription.periodDay;
	while (begins < on) begins = monthsOn(begins, months, agreed);
	subscription.nextOn = on;
	subscription.nextEnds = begins > on ? begins - 1 : null;
	if (begins === on && subscription.alignsTo !== null) {
		subscription.periodDay = subscription.dueDay = subscription.alignsTo;
		subscription.alignsTo = null;
	}
}
