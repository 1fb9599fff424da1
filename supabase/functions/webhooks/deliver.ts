import type { RestCall } from '../_shared/rest-call.ts';
import type { Attempt, LeasedDelivery } from './delivery.ts';

export interface Tally {
	delivered: number;
	failed: number;
}

export interface Work {
	call: RestCall;
	attempt(delivery: LeasedDelivery): Promise<Attempt>;
	now?: () => number;
}

const finishTries = 3;
/**
 * A call lasts at most about a minute; hosted functions also have 2 s of processor time, which the number keeps. A lease
 * outlasts an attempt (15 s) with its report. What is left waits for the next wake-up.
 */
export const limits = {
	takingMs: 20_000,
	underWay: 20,
	perEndpoint: 5,
	deliveries: 200,
	leaseSeconds: 60
};

/**
 * Delivers what is due, side by side and a few at most to each endpoint, until nothing is. One that hangs never holds up
 * another endpoint.
 * @throws Error when the database cannot be asked; what was leased by then comes back when its lease runs out
 */
export async function deliverWhatIsDue(work: Work): Promise<Tally> {
	const { call, now = Date.now } = work;
	const started = now();
	const tally: Tally = { delivered: 0, failed: 0 };
	const underWay = new Set<Promise<void>>();
	let left = limits.deliveries;

	async function carryOut(delivery: LeasedDelivery): Promise<void> {
		const attempt = await work.attempt(delivery);
		const isDelivered = !attempt.error && attempt.status! >= 200 && attempt.status! < 300;
		tally[isDelivered ? 'delivered' : 'failed']++;
		await report(delivery, attempt, call);
	}

	try {
		while (left > 0 && now() - started < limits.takingMs) {
			const batch = await call<LeasedDelivery[]>('take_webhook_deliveries', {
				batch_size: Math.min(left, limits.underWay - underWay.size),
				lease_seconds: limits.leaseSeconds,
				per_endpoint: limits.perEndpoint
			});
			left -= batch.length;
			for (const delivery of batch) {
				const one = carryOut(delivery).finally(() => underWay.delete(one));
				underWay.add(one);
			}
			if (underWay.size === 0) return tally;
			await Promise.race(underWay);
		}
		await call('go_on_with_webhooks', {});
	} finally {
		await Promise.all(underWay);
	}
	return tally;
}

async function report(delivery: LeasedDelivery, attempt: Attempt, call: RestCall): Promise<void> {
	const { id, lease } = delivery;
	for (let left = finishTries - 1; ; left--) {
		try {
			if (!(await call<boolean>('finish_webhook_delivery', { id, lease, attempt })))
				console.error(`delivery ${id}: the lease was lost`);
			return;
		} catch (error) {
			// Else its lease runs out, and it is delivered again under the same webhook-id.
			if (left > 0) continue;
			console.error(`delivery ${id}: not reported:`, error);
			return;
		}
	}
}
