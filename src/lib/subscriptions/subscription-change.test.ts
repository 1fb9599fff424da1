import { expect, test } from 'vitest';
import { possibleChanges } from './subscription-change.ts';

const running = { status: 'active', cancelsOn: null, instalments: null } as const;

test.each([
	[running, ['plan', 'billing-day', 'method', 'adjustment', 'renew', 'pause', 'cancel']],
	[
		{ ...running, instalments: 3 },
		['billing-day', 'method', 'adjustment', 'renew', 'pause', 'cancel']
	],
	[
		{ ...running, cancelsOn: '2027-01-01' },
		['billing-day', 'method', 'adjustment', 'pause', 'cancel']
	],
	[
		{ ...running, status: 'pending' },
		['plan', 'billing-day', 'method', 'adjustment', 'renew', 'cancel']
	],
	[{ ...running, status: 'paused' }, ['resume', 'method', 'cancel']],
	[{ ...running, status: 'expired' }, ['renew']],
	[{ ...running, status: 'canceled' }, ['renew']]
] as const)('%j can be changed by %j', (subscription, names) => {
	expect(possibleChanges(subscription)).toEqual(names);
});
