import {
	inTrouble,
	type DunningExplanation,
	type LateInvoice,
	type NextStep,
	type ReleaseRefusal
} from './explanation.ts';

/** What a client is told of one invoice: what it blocks, or will block, and what can be done about it. */
export interface Notice {
	kind: 'blocked' | 'released' | 'pending';
	invoice: LateInvoice;
	/** Of the subscriptions that it is about. */
	plans: string[];
	/** When it is blocked, unless it is already. */
	block: NextStep | null;
	/** Up to and including that day it blocks nothing. */
	releasedUntil: string | null;
	mayRelease: boolean;
	refusal: ReleaseRefusal | null;
}

const order = { blocked: 0, pending: 1, released: 2 };

/** The notices of a client, what blocks first. An invoice that is late but not told of yet is none: it is only overdue. */
export function noticesOf(explanation: DunningExplanation): Notice[] {
	const notices = new Map<string, Notice>();
	for (const one of inTrouble(explanation)) {
		const { block, invoice, release } = one;
		if (!invoice || (!block && !release && !invoice.notifiedOn)) continue;
		const known = notices.get(invoice.id);
		if (known) {
			known.plans.push(one.planName);
			if (block) known.kind = 'blocked';
			continue;
		}
		notices.set(invoice.id, {
			kind: block ? 'blocked' : release ? 'released' : 'pending',
			invoice,
			plans: [one.planName],
			block: one.next.find(({ kind }) => kind === 'block') ?? null,
			releasedUntil: release?.untilOn ?? null,
			mayRelease: one.mayRelease,
			refusal: one.releaseRefusal
		});
	}
	return [...notices.values()].sort((one, other) => order[one.kind] - order[other.kind]);
}
