import { expect, test } from 'vitest';
import type { DunningExplanation, SubscriptionDunning } from './explanation.ts';
import { noticesOf } from './notice.ts';

const invoice = {
	...{ id: 'one', number: 7, dueOn: '2026-09-10', effectiveDueOn: '2026-09-10', daysLate: 5 },
	...{ totalCents: 100, chargesCents: 2, openCents: 102, notifiedOn: '2026-09-13', isOneOff: false }
};
const subscription: SubscriptionDunning = {
	...{ subscriptionId: 'a', planName: 'Fibra', status: 'active', invoice, block: null },
	rule: {
		...{ pendingDays: 3, pendingOf: 'reseller', blockDays: 15, blockOf: 'reseller' },
		...{ graceDays: 0, minNoticeDays: 0 }
	},
	next: [{ kind: 'block', on: '2026-09-25', inDays: 10 }],
	...{ release: null, hold: null, mayRelease: true, releaseRefusal: null, history: [] }
};
const block = {
	...{ blockedOn: '2026-09-25', suspendedOn: '2026-09-25' },
	dueOn: '2026-09-10',
	days: 15
};
const told = (...subscriptions: SubscriptionDunning[]) =>
	noticesOf({
		...{
			today: '2026-09-15',
			payer: 'client',
			archived: false,
			hasEmail: true,
			takesReminders: true
		},
		...{ suspendedByHand: null, trustDays: 3, promises: null, subscriptions }
	} satisfies DunningExplanation);

test('one notice per invoice names all that it is about, and is a block if one of them is blocked', () => {
	const notices = told(subscription, { ...subscription, planName: 'Voz', block });
	expect(notices).toMatchObject([{ kind: 'blocked', plans: ['Fibra', 'Voz'] }]);
});

test('what is late but was not told of is no notice, and what is not late neither', () => {
	expect(told({ ...subscription, invoice: { ...invoice, notifiedOn: null } })).toEqual([]);
	expect(told({ ...subscription, invoice: { ...invoice, daysLate: 0 } })).toEqual([]);
	expect(told({ ...subscription, invoice: null })).toEqual([]);
});

test('what blocks comes before what will, and that before what is released', () => {
	const release = {
		...{ untilOn: '2026-09-20', grantedOn: '2026-09-15' },
		selfService: true,
		by: null,
		reason: null
	};
	const other = (id: string, changes: Partial<SubscriptionDunning>) => ({
		...subscription,
		invoice: { ...invoice, id },
		...changes
	});
	expect(
		told(other('r', { release }), other('p', {}), other('b', { block })).map(({ kind }) => kind)
	).toEqual(['blocked', 'pending', 'released']);
});
